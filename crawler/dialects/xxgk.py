"""The disclosure module of Hanweb JCMS: `search.jsp`, and a year's report as one JSP."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urljoin

from archive import Kind, Link
from crawler.dialects import links
from crawler.dialects.query import page_count
from crawler.pages.addresses import unescape
from crawler.pages.anchors import anchors
from crawler.pages.lists import report_link
from crawler.pages.markup import fields, scripts
from crawler.pages.page import Page
from crawler.pages.turning import next_post
from crawler.pages.values import assigned

_MODULE = "/module/xxgk/"
_REPORT = re.compile(
    r"""(?<![\w:/.-])(?:[\w:/.-]*/)?xxgkAnnualReport\.jsp\?[^"'\s<>)]*fbtime=(\d{4})[^"'\s<>)]*"""
)
_SEARCH = re.compile(r"""(?<![\w/])[\w/]*/module/xxgk/search\.jsp""")
_FIELDS = (
    "infotypeId", "jdid", "area", "divid", "sortfield", "texttype", "fbtime", "standardXxgk",
    "isAllList", "nowdate", "vc_title", "vc_number", "vc_filenumber", "vc_all", "unitid",
)  # fmt: skip


def recognises(page: Page) -> bool:
    """Whether the page uses the module."""
    return (
        _MODULE in page.url
        or f"{_MODULE}search.jsp" in page.text
        or bool(_REPORT.search(page.text))
    )


def is_report_address(url: str) -> bool:
    """Whether *url* is the JSP's, which shows a report whatever it is called."""
    return _REPORT.search(url) is not None


def entries(page: Page) -> Iterator[Link]:
    """Yield each year's report of the JSP, and the reports among the links.

    The JSP's page has no title: the year comes from its address.
    """
    shown = {anchor.url: anchor.title for anchor in anchors(page.text, page.url)}
    seen: set[str] = set()
    for found in _REPORT.finditer(page.text):
        url = urljoin(page.url, unescape(found[0]))
        if url not in seen:
            seen.add(url)
            title = shown.get(url) or f"{found[1]}年"
            if re.search(r"\d", title):
                yield report_link(page, url, title)
            else:  # a column, which opens with its latest report
                yield Link(url, Kind.LISTING, title)
    yield from (link for link in links.entries(page) if link.url not in seen)


def pages(page: Page) -> Iterator[Link]:
    """Yield the search that fills the list, or the same search for its next page."""
    if "search.jsp" in page.url:
        form = dict(parse_qsl(page.asked.body, keep_blank_values=True))
        number = int(form.get("currpage", "1"))
        if number < page_count(page.text):
            yield next_post(page, page.url, form | {"currpage": str(number + 1)})
    elif (found := _SEARCH.search(page.text)) and "infotypeId" in (form := _form(page)):
        yield next_post(page, found[0], form | {"currpage": "1"})


def _form(page: Page) -> dict[str, str]:
    """Return what the search is asked with: the form's inputs, or what a script puts together."""
    return assigned("\n".join(scripts(page.text)), _FIELDS) | fields(page.text)
