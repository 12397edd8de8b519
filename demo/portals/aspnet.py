"""A portal of ASP.NET: the list turns its page by posting `__VIEWSTATE` back."""

from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import count

from demo.invented import InventedReport
from demo.listing import Founded, Row, batches, found_portal, items, listing
from demo.web import Answer, Asked, Portal

COLUMN = "/InfoPublic.aspx?cid=1019&pid=971"
_PAGER = "ctl00$Main$Pager"


def build(reports: Sequence[InventedReport]) -> Portal:
    """Return the portal that holds *reports*."""
    founded = found_portal(
        "aspnet", reports, COLUMN, lambda r, n: f"/InfoDetail.aspx/{4000 + n}", style="wps"
    )
    parts = batches(founded.rows, 8)
    visits = count()
    founded.portal.routes["/InfoPublic.aspx"] = lambda asked: _column(founded, parts, asked, visits)
    founded.portal.listings = len(parts)
    return founded.portal


def _column(
    founded: Founded, parts: list[list[Row]], asked: Asked, visits: Iterator[int]
) -> Answer:
    form = asked.form
    number = 1
    if asked.method == "POST":
        number = int(form.get("__EVENTARGUMENT", "1"))
        if form.get("__EVENTTARGET") != _PAGER or not _signed(form):
            return Answer("验证视图状态 MAC 失败".encode(), 500)
    # A visit is remembered under another state each time, as ASP.NET does it.
    state = sha256(f"page {number}, visit {next(visits)}".encode()).hexdigest()
    bar = " ".join(
        f"<a href=\"javascript:__doPostBack('{_PAGER}','{n}')\">{n}</a>"
        for n in range(1, len(parts) + 1)
        if n != number
    )
    body = f"""<form method="post" action="./InfoPublic.aspx?cid=1019&amp;pid=971">
<input type="hidden" name="__VIEWSTATE" value="{state}">
<input type="hidden" name="__EVENTVALIDATION" value="{state[::-1]}">
<input type="text" name="ctl00$Search" value="">{items(parts[number - 1])}<div>{bar}</div></form>"""
    return listing("政府信息公开年度报告", body, founded.site)


def _signed(form: dict[str, str]) -> bool:
    state = form.get("__VIEWSTATE", "")
    return len(state) == 64 and form.get("__EVENTVALIDATION") == state[::-1]
