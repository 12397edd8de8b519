"""Put what a page's address says in the place of what its scripts do to read it from there."""

import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

# What a script takes from its page's address: getQueryString("id"), this.$route.query.id and so on.
_FROM_ADDRESS = re.compile(
    r"""(?<![\w$.])(?:(?:new\s+)?[\w$.]{0,40}(?:quer|param|parm|request|url|arg)[\w$]{0,20}"""
    r"""(?:\(\s*[\w.]{0,40}\s*\)\.get)?\s*\(\s*["'](\w+)["']\s*\)"""
    r"""|\w{1,30}\.get\(\s*["'](\w+)["']\s*\)|[\w$.]{0,30}\broute\.(?:query|params)\.(\w+)"""
    r"""|[\w.]{0,30}\blocation\.(?:search|href)\."""
    r"""(?:split\(\s*["'][=?]["']\s*\)\[1\]|substr(?:ing)?\(\s*4\s*\)))""",
    re.IGNORECASE,
)
# The same by a function of whatever name, called with the name of what the address has.
_TAKEN = re.compile(r"""(?<![\w$."'])(?!getElement)[A-Za-z_]\w{0,30}\(\s*["'](\w+)["']\s*\)""")


def asked_with(url: str) -> dict[str, str]:
    """Return what an address is asked with, by lower-case names."""
    return {name.lower(): value for name, value in parse_qsl(urlsplit(url).query)}


def told(code: str, query: Mapping[str, str]) -> str:
    """Return *code* with the values of *query* where it takes them from its page's address.

    >>> told('var id = getQueryString("id"), a = take("id"), b = take("x");', {"id": "7"})
    'var id = "7", a = "7", b = take("x");'
    """
    code = _FROM_ADDRESS.sub(lambda found: _quoted(found, query), code)
    return _TAKEN.sub(
        lambda found: _quoted(found, query) if found[1].lower() in query else found[0], code
    )


def _quoted(found: re.Match[str], query: Mapping[str, str]) -> str:
    name = next((name for name in found.groups() if name), "").lower()
    value = query.get(name, "") if name else next(iter(query.values()))
    return f'"{value}"' if re.fullmatch(r"[\w.-]+", value) else found[0]
