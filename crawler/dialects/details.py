"""Ask for the document of a shell: a page whose text a script of its own fetches as data."""

import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit

from archive import Kind, Link
from crawler.dialects.epoint import PROJECT
from crawler.dialects.lists import FORM_HEADERS, JSON_HEADERS
from crawler.dialects.markup import address, scripts
from crawler.dialects.page import Page

# 新点 Epoint: showinfo.html?infoGuid=…, whose text `getGovInfoDetail` has.
_EPOINT = re.compile(r"/?(?:[\w-]+/)*rest/[\w/]*get\w*InfoDetail", re.I)
_SITE = re.compile(r"""siteGuid["']?\s*[:=]\s*["']([\w-]+)""")
# Districts of Shanghai: a shell that posts its id.
_SHANGHAI = re.compile(r"""["']([\w/-]*/html/info/detail)["']""")
_OWN_ID = re.compile(r"""\bid["']?\s*[:=]\s*["']([\w-]+)["']""")


def detail_links(page: Page) -> Iterator[Link]:
    """Yield the request for the document of *page*, if it is a shell of a known kind.

    What answers belongs to the shell as an attachment does, and keeps its title and date.
    """
    code = "\n".join(scripts(page.text))
    query = {name.lower(): value for name, value in parse_qsl(urlsplit(page.url).query)}
    if (path := _EPOINT.search(code)) and (guid := query.get("infoguid")):
        yield _epoint(page, code, path[0], guid)
    elif path := _SHANGHAI.search(code):
        own = _OWN_ID.search(code)
        id_ = query.get("id") or (own[1] if own else "")
        if id_:
            yield _request(page, path[1], urlencode({"id": id_}), as_json=False)


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
