"""Call pdfium with addresses as plain numbers: it is asked about each character of a page."""

from collections.abc import Callable
from ctypes import PYFUNCTYPE, c_int, c_uint, c_ulong, c_void_p, cast
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


def _plain(kind: Any) -> Any:
    return kind if kind in _NUMBERS else c_void_p
