"""Count the metadata that is read right on pages whose metadata is known."""

import argparse
from collections import Counter

from bench.known_pages import make_pages
from parsers import parse_report

FIELDS = (
    "title",
    "year",
    "issuer",
    "scope",
    "level",
    "region",
    "published",
    "signed",
    "source",
    "author",
    "index_number",
    "document_number",
)


def main(arguments: list[str] | None = None) -> None:
    """Print the fields read right and wrong over seeded pages, and the pages read wrong."""
    parser = argparse.ArgumentParser(
        prog="python -m bench metadata_pages", description=main.__doc__
    )
    parser.add_argument("--pages", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", type=int, default=0, help="print this many wrong fields")
    options = parser.parse_args(arguments)
    right, wrong, misses = count(options.pages, seed=options.seed)
    print(f"{'field':<16}{'right':>8}{'wrong':>8}{'share':>9}")
    for field in FIELDS:
        share = right[field] / (right[field] + wrong[field])
        print(f"{field:<16}{right[field]:>8}{wrong[field]:>8}{share:>9.2%}")
    for miss in misses[: options.show]:
        print(miss)


def count(pages: int, *, seed: int = 1) -> tuple[Counter[str], Counter[str], list[str]]:
    """Return how many of each field came out right and wrong, and a line for each wrong one."""
    right, wrong, misses = Counter[str](), Counter[str](), []
    for page in make_pages(pages, seed=seed):
        found = parse_report(page.content, url="page", media_type=page.media_type).metadata
        values = {field: getattr(found, field) for field in FIELDS}
        values["region"] = found.region.code if found.region else None
        for field, expected in page.truth.fields().items():
            (right if values[field] == expected else wrong)[field] += 1
            if values[field] != expected:
                misses.append(f"{page.shape}: {field} is {values[field]!r}, not {expected!r}")
    return right, wrong, misses
