"""Call pdfium with addresses as plain numbers: it is asked about each character of a page."""

from collections.abc import Callable, Iterator, Sequence
from ctypes import (
    PYFUNCTYPE,
    addressof,
    c_int,
    c_uint,
    c_ulong,
    c_void_p,
    cast,
    create_string_buffer,
)
from struct import iter_unpack
from typing import Any

_NUMBERS = (c_int, c_uint, c_ulong)


def by_address(function: Any) -> Callable[..., Any]:
    """Return a function of pdfium's that takes and gives whole numbers and addresses.

    Where it gives no address None comes. What kind of thing an address leads to is not checked,
    and no object is made of it: that takes most of the time of a short call.
    """
    kinds = (function.restype, *function.argtypes)
    return PYFUNCTYPE(*map(_plain, kinds))(address_of(function))


def address_of(pointer: Any) -> int:
    """Return where a pointer, or a function, leads to."""
    return cast(pointer, c_void_p).value or 0


def fours(ask: Callable[..., int], things: Sequence[int], kinds: str) -> Iterator[Any]:
    """Yield the four numbers that pdfium answers about each thing, or None without an answer."""
    answers = create_string_buffer(16 * len(things))
    first, end = addressof(answers), addressof(answers) + 16 * len(things)
    places = (range(first + shift, end + shift, 16) for shift in (0, 4, 8, 12))
    answered = list(map(ask, things, *places))
    for known, answer in zip(answered, iter_unpack(kinds, answers), strict=True):
        yield answer if known else None


def _plain(kind: Any) -> Any:
    return kind if kind in _NUMBERS else c_void_p
