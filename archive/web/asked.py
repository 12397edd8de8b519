"""Read what a browser asks for: text is kept, numbers are bounded, nothing else gets through."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from archive.archive import Archive
from archive.errors import ConditionError
from archive.search.narrowing import Narrow

Answer = TypeVar("Answer")

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
        given |= {
            name.removeprefix("date_"): str(value)
            for name, value in self.narrow.items()
            if value is not None
        }
        return {name: value for name, value in given.items() if value}


def read_asked(args: Any) -> Asked:
    """Return the search that the query string *args* asks for.

    Raises:
        ConditionError: if the year or the page is no number in reach.
    """
    year = number(args, "year", 9999)
    narrow = Narrow(
        region=args.get("region") or None,
        level=args.get("level") or None,
        year=year,
        issuer=args.get("issuer") or None,
        form=args.get("form") or None,
        date_from=args.get("from") or None,
        date_to=args.get("to") or None,
    )
    page = number(args, "page", _LAST_PAGE) or 1
    return Asked(args.get("q") or "", args.get("where") or "", narrow, page)


def number(args: Any, name: str, most: int) -> int | None:
    """Return the number from 1 to *most* that *args* give for *name*, or None if they give none.

    Raises:
        ConditionError: if it is no such number.

    >>> number({"page": "7"}, "page", 50), number({}, "page", 50)
    (7, None)
    """
    text = (args.get(name) or "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10 and 1 <= int(text) <= most):
        raise ConditionError(f"{name}={text} must be a number from 1 to {most}")
    return int(text)


async def answer(datasette: Any, work: Callable[[Archive], Answer]) -> Answer:
    """Return what *work* makes of the archive, in a thread and read-only."""
    folder = Path(datasette.get_database("archive").path).parent

    def run() -> Answer:
        with Archive.open(folder, read_only=True) as archive:
            return work(archive)

    return await asyncio.to_thread(run)
