"""How many cells and metadata fields are read right, by shape: `python -m bench accuracy`."""

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from bench import metadata_pages
from bench.shapes import SHAPES, names, printed, rendered
from demo.invented import InventedReport, invented_reports
from parsers import Fact, Report, State, parse_report

# Real reports with their truth lie beside a checkout, where there are any.
EXAMPLES = Path(__file__).parents[1].parent / "shared" / "examples"
COUNTED = ("right", "repaired", "lost", "missing", "wrong")


def main(arguments: Sequence[str]) -> None:
    """Print one line a shape; the arguments choose shapes by a part of their name."""
    parser = argparse.ArgumentParser(prog="python -m bench accuracy", description=__doc__)
    parser.add_argument("shapes", nargs="*", help="a part of a shape's name; all of them without")
    parser.add_argument("--reports", type=int, default=40)
    asked = parser.parse_args(arguments)
    unknown = [part for part in asked.shapes if not names([part])]
    if unknown:
        parser.error(f"no shape is called {unknown[0]!r}: they are {', '.join(names([]))}")
    reports = invented_reports(asked.reports, seed=7)
    print(f"{'shape':30}" + "".join(f"{name:>10}" for name in COUNTED))
    total: Counter[str] = Counter()
    for shape in names(asked.shapes):
        counts = score(shape, reports)
        total += counts
        print(f"{shape:30}" + "".join(f"{counts[name]:>10}" for name in COUNTED))
    print(f"{'all':30}" + "".join(f"{total[name]:>10}" for name in COUNTED))
    if not asked.shapes:
        _print_examples()
        print()
        metadata_pages.main([])


def _print_examples() -> None:
    cases = sorted(EXAMPLES.glob("*/expected.json"))
    if not cases:
        return
    print(f"\n{'examples':30}{'right':>10}{'wrong':>10}")
    for case in cases:
        expected = json.loads(case.read_text("utf-8"), parse_float=Decimal)["facts"]
        (page,) = (path for path in case.parent.iterdir() if path != case)
        report = parse_report(page.read_bytes(), url=page.name)
        facts = {fact.key: fact.value for fact in report.facts}
        right = sum(key in facts and facts[key] == value for key, value in expected.items())
        print(f"{case.parent.name[:29]:30}{right:>10}{len(expected) - right:>10}")


def score(shape: str, reports: list[InventedReport], seed: int = 7) -> Counter[str]:
    """Return how many cells of *reports*, written down in *shape*, are read how."""
    counts: Counter[str] = Counter()
    for report in reports:
        content, media_type = rendered(shape, report, seed)
        read = _parse(content, media_type)
        counts.update(verdict for _, verdict in verdicts(printed(shape, report), read))
    return counts


def _parse(content: bytes, media_type: str) -> Report:
    return parse_report(content, url="report", media_type=media_type)


def verdicts(
    truth: Mapping[str, Decimal | str | None], report: Report
) -> Iterator[tuple[str, str]]:
    """Yield each key with how its cell was read; a key that the truth lacks is wrong."""
    facts = {fact.key: fact for fact in report.facts}
    for key, value in truth.items():
        yield key, _verdict(facts.get(key), value)
    for key, fact in facts.items():
        if key not in truth and fact.value is not None:
            yield key, "wrong"


def _verdict(fact: Fact | None, value: Decimal | str | None) -> str:
    if fact is None:
        return "missing"
    if fact.state is State.LOST:
        return "lost"
    if not isinstance(value, Decimal):
        # A blank is no dash and no word; what matters most is that none of them is a number.
        expected = State.BLANK if value is None else (State.DASH, State.WORDS)
        return "right" if fact.state in expected else "wrong"
    if fact.value != value:
        return "wrong"
    return "repaired" if fact.state is State.REPAIRED else "right"


__all__ = ["SHAPES", "main", "score", "verdicts"]
