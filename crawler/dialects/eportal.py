"""慧兰 eportal: `javascript:next(N)` stands for `/eportal/ui?pageId=…&currentPage=N`."""

import re
from collections.abc import Iterator

from archive import Link
from crawler.dialects import links
from crawler.dialects.query import asked_number, with_query
from crawler.pages.page import Page
from crawler.pages.turning import next_page

_NEXT = re.compile(r"""["']javascript:\s*next\(\s*['"]?(\d+)['"]?\s*\)""")
_PAGE_ID = re.compile(r"""\bpageId["']?\s*[:=]\s*["']?(\w+)""")


def recognises(page: Page) -> bool:
    """Whether the page turns its list by `next(N)`."""
    return "/eportal/" in page.url + page.text and bool(_NEXT.search(page.text))


entries = links.entries


def pages(page: Page) -> Iterator[Link]:
    """Yield the page whose number comes next."""
    following = asked_number(page.url, "currentPage") + 1
    page_id = _PAGE_ID.search(page.url) or _PAGE_ID.search(page.text)
    if page_id and str(following) in _NEXT.findall(page.text):
        url = page.url if "/eportal/ui" in page.url else "/eportal/ui"
        yield next_page(page, with_query(page.url, url, pageId=page_id[1], currentPage=following))
