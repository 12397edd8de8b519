"""Name some of many things in a warning."""

from collections.abc import Sequence

_MOST = 5


def some_of(names: Sequence[str]) -> str:
    """Return the first few of *names*, and a sign that there are more.

    >>> some_of(["1.doc", "2.doc"]), some_of("abcdef")
    ('1.doc, 2.doc', 'a, b, c, d, e …')
    """
    return ", ".join(names[:_MOST]) + (" …" if len(names) > _MOST else "")
