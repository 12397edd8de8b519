"""Find a portal's columns by its own map, where its first page says nothing of them."""

import re
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import islice
from urllib.parse import urljoin, urlsplit

from archive import Kind, Link
from crawler.gate import is_home
from crawler.pages.anchors import anchors
from crawler.pages.columns import is_column_path
from crawler.pages.page import Page

_MAP = re.compile(r"^(?:网站|站点|本站)(?:地图|导航)$|^sitemap$", re.IGNORECASE)
_IS_MAP = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:urlset|sitemapindex)\b", re.DOTALL
)
_PLACE = re.compile(r"<loc>\s*(?:<!\[CDATA\[)?\s*([^<\]\s]+)")
# A map has addresses only, so that a shorter word than elsewhere must do.
_SHORT = re.compile(r"/(?:nb|nianbao|xxgknb|gknb)/")
_MOST = 50


def maps(page: Page, declared: Sequence[str] = ()) -> Iterator[Link]:
    """Yield the maps of the portal whose first page is *page*: one for people, one for robots.

    Those for robots are what its robots.txt has *declared*, else where they usually are.
    """
    if not is_home(page.url) or page.asked.depth:
        return
    named = (a.url for a in anchors(page.text, page.url) if _MAP.match(a.text))
    for url in (*islice(named, 1), *(declared or ("/sitemap.xml",))):
        yield Link(urljoin(page.url, url), Kind.LISTING, "网站地图", depth=1)


def mapped(page: Page) -> Iterator[Link]:
    """Yield the columns that a map for robots names, and the maps that it is made of."""
    if not _IS_MAP.match(page.text):
        return
    places = [urljoin(page.url, unescape(place)) for place in _PLACE.findall(page.text)]
    if "<sitemapindex" in page.text[:500]:
        yield from (Link(url, Kind.LISTING, depth=2) for url in places[:_MOST] if page.asked.title)
        return
    folders = (urljoin(url, ".") for url in places if _is_column(url))
    for url in list(dict.fromkeys(folders))[:_MOST]:
        yield Link(url, Kind.LISTING, "政府信息公开年报")


def _is_column(url: str) -> bool:
    return is_column_path(url) or bool(_SHORT.search(urlsplit(url).path))
