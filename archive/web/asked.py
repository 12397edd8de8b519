"""Read what a browser asks for: text is kept, numbers are bounded, nothing else gets through."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from archive.archive import Archive
from archive.search import Narrow

Answer = TypeVar("Answer")

FILTERS = ("region", "level", "year", "issuer", "form")
PER_PAGE = 20
_LAST_PAGE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """A search as it was asked for."""

    query: str
    where: str
    narrow: Narrow
    page: int

    @property
    def given(self) -> dict[str, str]:
        """Everything that was given, for links that keep it."""
        given = {"q": self.query, "where": self.where}
        given |= {name: str(value) for name, value in self.narrow.items() if value is not None}
        return {name: value for name, value in given.items() if value}


def read_asked(args: Any) -> Asked:
    """Return the search that the query string *args* asks for."""
    year = number(args.get("year"), 0, 9999)
    narrow = Narrow(
        region=args.get("region") or None,
        level=args.get("level") or None,
        year=year,
        issuer=args.get("issuer") or None,
        form=args.get("form") or None,
        date_from=args.get("from") or None,
        date_to=args.get("to") or None,
    )
    page = number(args.get("page"), 1, _LAST_PAGE) or 1
    return Asked(args.get("q") or "", args.get("where") or "", narrow, page)


def number(text: str | None, least: int, most: int) -> int | None:
    """Return the number that *text* spells, brought between *least* and *most*; None if none.

    >>> number("-1", 1, 50), number("9" * 40, 1, 50), number("x", 1, 50)
    (1, 50, None)
    """
    digits = (text or "").strip()
    if not digits.removeprefix("-").isdecimal() or not digits.isascii():
        return None
    if len(digits) > 18:
        return most
    return max(least, min(int(digits), most))


async def answer(datasette: Any, work: Callable[[Archive], Answer]) -> Answer:
    """Return what *work* makes of the archive, in a thread and read-only."""
    folder = Path(datasette.get_database("archive").path).parent

    def run() -> Answer:
        with Archive.open(folder, read_only=True) as archive:
            return work(archive)

    return await asyncio.to_thread(run)
