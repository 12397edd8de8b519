"""Read from a page's scripts what they would send: values that are assigned, or lie in a query."""

import re
from collections.abc import Iterable


def assigned(code: str, names: Iterable[str]) -> dict[str, str]:
    """Return the values that *code* gives to *names*: in a query, else as a literal.

    A value that only the running script knows is left out.

    >>> code = 'var area = "33"; p = {area: area, size: 15}; d = "area=" + area + "&sort=,a:0&k=&"'
    >>> assigned(code, ["area", "size", "sort", "k", "none"])
    {'sort': ',a:0', 'k': '', 'area': '33', 'size': '15'}
    """
    named = "|".join(names)
    found: dict[str, str] = {}
    for match in _queried(named).finditer(code):
        if match["value"] or match["end"] == "&":
            found[match["name"]] = found.get(match["name"]) or match["value"]
    for match in _literal(named).finditer(code):
        name = match["quoted"] or match["quoted2"] or match["name"]
        values = match.group("double", "single", "number")
        if not found.get(name):
            found[name] = next(value for value in values if value is not None)
    return found


def _queried(named: str) -> re.Pattern[str]:
    return re.compile(rf"""[?&"'](?P<name>{named})=(?P<value>[^"'&\s<>]*)(?=(?P<end>["'&]|$))""")


def _literal(named: str) -> re.Pattern[str]:
    return re.compile(
        rf"""(?:"(?P<quoted>{named})"|'(?P<quoted2>{named})'|(?<![\w.&?"'])(?P<name>{named}))\s*[:=]\s*"""
        r"""(?:(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)')(?!\s*\+)|(?P<number>\d[\w.-]*))"""
    )
