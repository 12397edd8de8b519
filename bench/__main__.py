"""Run one bench: `python -m bench NAME [ARGUMENTS]`."""

import sys
from importlib import import_module

BENCHES = {
    "accuracy": "cells read right and wrong, by the shape of the report",
    "metadata_pages": "fields of the metadata read right and wrong",
    "parse": "each reader's time beside its floor and its peers",
    "crawl": "a crawl beside a bare Scrapy spider",
    "store": "storing reports beside plain SQLite; national sums",
    "search": "the index beside those of SQLite and jieba",
    "regions": "no bench: makes the tables of divisions anew",
}


def main() -> None:
    """Call the `main` of the bench that was named, with the other arguments."""
    if len(sys.argv) < 2 or sys.argv[1] not in BENCHES:
        listed = "".join(f"\n  {name:<16}{what}" for name, what in BENCHES.items())
        sys.exit(f"usage: python -m bench NAME [ARGUMENTS], NAME one of:{listed}")
    try:
        bench = import_module(f"bench.{sys.argv[1]}")
    except ModuleNotFoundError as error:
        sys.exit(
            f"{error.name} is missing: pip install -e '.[bench,test]' brings what benches need"
        )
    bench.main(sys.argv[2:])


if __name__ == "__main__":
    main()
