"""Ask for the document of a shell: a page whose text a script of its own fetches as data."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from archive import Kind, Link
from crawler.dialects import answers
from crawler.dialects.asking import asked_by
from crawler.dialects.epoint import PROJECT
from crawler.dialects.javascript import constants, lookup_in
from crawler.dialects.lists import FORM_HEADERS, JSON_HEADERS
from crawler.dialects.markup import address, scripts
from crawler.dialects.page import Page
from crawler.dialects.services import own_scripts
from crawler.dialects.values import assigned
from parsers.titles import is_report_title

# 新点 Epoint: showinfo.html?infoGuid=…, whose text `getGovInfoDetail` has.
_EPOINT = re.compile(r"(?<![\w/-])/?(?:[\w-]+/)*rest/[\w/]*get\w*InfoDetail", re.I)
_SITE = re.compile(r"""siteGuid["']?\s*[:=]\s*["']([\w-]+)""")
# Districts of Shanghai: a shell that posts its id.
_SHANGHAI = re.compile(r"""["']([\w/-]*/html/info/detail)["']""")
_OWN_ID = re.compile(r"""\bid["']?\s*[:=]\s*["']([\w-]+)["']""")


# What a script takes from its page's address: getQueryString("id"), this.$route.query.id and so on.
_FROM_ADDRESS = re.compile(
    r"""(?<![\w$.])(?:(?:new\s+)?[\w$.]{0,40}(?:quer|param|parm|request|url|arg)[\w$]{0,20}"""
    r"""(?:\(\s*[\w.]{0,40}\s*\)\.get)?\s*\(\s*["'](\w+)["']\s*\)"""
    r"""|\w{1,30}\.get\(\s*["'](\w+)["']\s*\)|[\w$.]{0,30}\broute\.(?:query|params)\.(\w+)"""
    r"""|[\w.]{0,30}\blocation\.(?:search|href)\."""
    r"""(?:split\(\s*["'][=?]["']\s*\)\[1\]|substr(?:ing)?\(\s*4\s*\)))""",
    re.I,
)
# The same by a function of whatever name, called with the name of what the address has.
_TAKEN = re.compile(r"""(?<![\w$."'])(?!getElement)[A-Za-z_]\w{0,30}\(\s*["'](\w+)["']\s*\)""")
_LONGEST = 100_000
_SHELL = 20_000


def detail_links(page: Page) -> Iterator[Link]:
    """Yield the request for the document of *page*, if it is a shell of a known kind.

    What answers belongs to the shell as an attachment does, and keeps its title and date.
    """
    code = "\n".join(scripts(page.text))
    query = {name.lower(): value for name, value in parse_qsl(urlsplit(page.url).query)}
    promised = query and is_report_title(page.asked.title)
    told = list(_asked(page, code, query)) if promised else []
    if told:
        yield from told
    elif (path := _EPOINT.search(code)) and (guid := query.get("infoguid")):
        yield _epoint(page, code, path[0], guid)
    elif path := _SHANGHAI.search(code):
        own = _OWN_ID.search(code)
        id_ = query.get("id") or (own[1] if own else "")
        if id_:
            yield _request(page, path[1], urlencode({"id": id_}), as_json=False)


def needed_scripts(page: Page) -> Iterator[str]:
    """Yield the scripts of the portal's own in which a shell may keep what it asks with."""
    promised = page.asked.kind is Kind.PAGE and is_report_title(page.asked.title)
    if promised and len(page.text) < _SHELL and urlsplit(page.url).query:
        yield from own_scripts(page)


def _asked(page: Page, code: str, query: Mapping[str, str]) -> Iterator[Link]:
    """Yield the request of a shell of whatever make, if what its address names is asked for."""
    told = _FROM_ADDRESS.sub(lambda found: _quoted(found, query), code[:_LONGEST])
    told = _TAKEN.sub(lambda found: _taken(found, query), told)
    fixed = lookup_in(constants([told]))

    def known(name: str) -> str | None:
        """Return the value of a variable, or of a member such as `siteInfo.projectName`."""
        member = name.rpartition(".")[2]
        return fixed(name) or (assigned(told, [member]).get(member) if "." in name else None)

    for asking in islice(asked_by(page, told, [told], known), 1):
        sent = [*(str(value) for _, value in asking.sent), unquote(asking.url)]
        if any(value and value in text for value in query.values() for text in sent):
            link = answers.request(page, asking, "")
            asked = page.asked
            yield replace(
                link,
                kind=Kind.ATTACHMENT,
                title=asked.title,
                date=asked.date,
                depth=asked.depth + 1,
            )


def _quoted(found: re.Match[str], query: Mapping[str, str]) -> str:
    name = (found[1] or found[2] or found[3] or "").lower()
    value = query.get(name, "") if name else next(iter(query.values()))
    return f'"{value}"' if re.fullmatch(r"[\w.-]+", value) else found[0]


def _taken(found: re.Match[str], query: Mapping[str, str]) -> str:
    return _quoted(found, query) if found[1].lower() in query else found[0]


def _epoint(page: Page, code: str, path: str, guid: str) -> Link:
    project, site = PROJECT.search(code), _SITE.search(code)
    folder = project[1].rstrip("/") if project and not path.startswith(project[1]) else ""
    asked = {"infoGuid": guid} | ({"siteGuid": site[1]} if site else {})
    text = json.dumps(asked)
    as_json = "application/json" in code
    body = text if as_json else urlencode({"params": text})
    return _request(page, f"{folder}/{path.lstrip('/')}", body, as_json=as_json)


def _request(page: Page, path: str, body: str, *, as_json: bool) -> Link:
    asked = page.asked
    return Link(
        address(page.url, path),
        Kind.ATTACHMENT,
        title=asked.title,
        date=asked.date,
        method="POST",
        body=body,
        headers=JSON_HEADERS if as_json else FORM_HEADERS,
        depth=asked.depth + 1,
    )
