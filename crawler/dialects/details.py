"""Ask for the document of a shell: a page whose text a script of its own fetches as data."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from urllib.parse import unquote, urlencode, urlsplit

from archive import Kind, Link
from crawler.dialects import answers
from crawler.dialects.epoint import PROJECT
from crawler.dialects.services import own_scripts
from crawler.pages.addresses import address
from crawler.pages.asking import asked_by
from crawler.pages.columns import same_host
from crawler.pages.given import asked_with, told
from crawler.pages.javascript import constants, lookup_in
from crawler.pages.markup import frames, scripts
from crawler.pages.page import Page
from crawler.pages.turning import FORM_HEADERS, JSON_HEADERS
from crawler.pages.values import assigned
from crawler.signs import names_file
from parsers.titles import is_report_title

# 新点 Epoint: showinfo.html?infoGuid=…, whose text `getGovInfoDetail` has.
_EPOINT = re.compile(r"(?<![\w/-])/?(?:[\w-]+/)*rest/[\w/]*get\w*InfoDetail", re.IGNORECASE)
_SITE = re.compile(r"""siteGuid["']?\s*[:=]\s*["']([\w-]+)""")
# Districts of Shanghai: a shell that posts its id.
_SHANGHAI = re.compile(r"""["']([\w/-]*/html/info/detail)["']""")
_OWN_ID = re.compile(r"""\bid["']?\s*[:=]\s*["']([\w-]+)["']""")
# $("#content").load("/html/12.html"): no menu, no head or foot of all pages.
_LOADED = re.compile(
    r"""\.load\(\s*["'](?![^"']*(?:head|foot|top|nav|menu|bottom|left|right))([^"'\s]+)["']""",
    re.IGNORECASE,
)
_MOST = 2  # further frames are advertisements
_LONGEST = 100_000
_SHELL = 20_000


def detail_links(page: Page) -> Iterator[Link]:
    """Yield the request for the document of *page*, if it is a shell of a known kind.

    What answers belongs to the shell as an attachment does, and keeps its title and date.
    """
    code = "\n".join(scripts(page.text))
    query = asked_with(page.url)
    promised = is_report_title(page.asked.title)
    documents = list(_asked(page, code, query)) if promised and query else []
    documents = documents or (list(_put_in(page, code)) if promised else [])
    if documents:
        yield from documents
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
    code = told(code[:_LONGEST], query)
    fixed = lookup_in(constants([code]))

    def known(name: str) -> str | None:
        """Return the value of a variable, or of a member such as `siteInfo.projectName`."""
        member = name.rpartition(".")[2]
        return fixed(name) or (assigned(code, [member]).get(member) if "." in name else None)

    for asking in islice(asked_by(page, code, [code], known), 1):
        sent = [*(str(value) for _, value in asking.sent), unquote(asking.url)]
        if any(value and value in text for value in query.values() for text in sent):
            yield _belonging(page, answers.request(page, asking, ""))


def _put_in(page: Page, code: str) -> Iterator[Link]:
    """Yield the pages that *page* shows in its own: in a frame, or where a script loads them."""
    found = [url for url in frames(page.text, page.url) if not names_file(url)]
    found += [address(page.url, path) for path in _LOADED.findall(code)]
    for url in islice((url for url in found if url and same_host(url, page.url)), _MOST):
        yield _belonging(page, Link(url, Kind.ATTACHMENT))


def _belonging(page: Page, link: Link) -> Link:
    """Return *link* as to what belongs to *page* and keeps its title and date."""
    asked = page.asked
    return replace(
        link,
        kind=Kind.ATTACHMENT,
        title=asked.title,
        date=asked.date,
        depth=asked.depth + 1,
    )


def _epoint(page: Page, code: str, path: str, guid: str) -> Link:
    project, site = PROJECT.search(code), _SITE.search(code)
    folder = project[1].rstrip("/") if project and not path.startswith(project[1]) else ""
    asked = {"infoGuid": guid} | ({"siteGuid": site[1]} if site else {})
    text = json.dumps(asked)
    as_json = "application/json" in code
    body = text if as_json else urlencode({"params": text})
    return _request(page, f"{folder}/{path.lstrip('/')}", body, as_json=as_json)


def _request(page: Page, path: str, body: str, *, as_json: bool) -> Link:
    headers = JSON_HEADERS if as_json else FORM_HEADERS
    link = Link(address(page.url, path), Kind.ATTACHMENT, method="POST", body=body, headers=headers)
    return _belonging(page, link)
