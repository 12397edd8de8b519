"""Put what a page and its address say in the place of what its scripts do to read it there."""

import json
import re
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlsplit

from crawler.pages.markup import parse_html

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
# What it takes from the page itself: $("#colId").val(), $("meta[name=cid]").attr("content").
_FROM_PAGE = re.compile(
    r"""(?:\$\(\s*["']#([\w-]+)["']\s*\)\.val\(\s*\)|getElementById\(\s*["']([\w-]+)["']\s*\)\.value"""
    r"""|\$\(\s*(["'])meta\[name=["']?([\w-]+)["']?\]\3\s*\)\.attr\(\s*["']content["']\s*\))"""
)


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


def held(code: str, text: str) -> str:
    """Return *code* with what the inputs and the meta tags of the page *text* hold.

    >>> held('ask($("#col").val())', '<input type="hidden" id="col" value="c7">')
    'ask("c7")'
    """
    tree = parse_html(text) if _FROM_PAGE.search(code) else None
    if tree is None:
        return code
    inputs = {item.get("id"): item.get("value") for item in tree.iter("input")}
    metas = {item.get("name"): item.get("content") for item in tree.iter("meta")}

    def said(found: re.Match[str]) -> str:
        value = metas.get(found[4]) if found[4] else inputs.get(found[1] or found[2])
        return found[0] if value is None else json.dumps(value, ensure_ascii=False)

    return _FROM_PAGE.sub(said, code)


def _quoted(found: re.Match[str], query: Mapping[str, str]) -> str:
    name = next((name for name in found.groups() if name), "").lower()
    value = query.get(name, "") if name else next(iter(query.values()))
    return f'"{value}"' if re.fullmatch(r"[\w.-]+", value) else found[0]
