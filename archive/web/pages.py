"""Answer browsers: a search page, a report as its form prints it, a comparison over the years."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import urlencode, urlsplit

from datasette.utils.asgi import Response

from archive.archive import Archive
from archive.errors import ArchiveError, ConditionError
from archive.exports.crosswalk import PanelRow, load_crosswalk
from archive.layout import LaidTable, lay_out
from archive.search.facets import Facets
from archive.search.narrowing import LEVELS
from archive.web.asked import PER_PAGE, Asked, answer, read_asked
from parsers import Fact, Report, State

LEVEL_NAMES = dict(zip(LEVELS, ("国家", "省级", "市级", "县级", "乡级"), strict=True))
STATE_NAMES = {
    State.READ: "读出 read",
    State.REPAIRED: "修复 repaired",
    State.BLANK: "空白 blank",
    State.DASH: "横线 dash",
    State.WORDS: "文字 words",
    State.LOST: "丢失 lost",
}
_PLACES = {"table": "表", "row": "行", "line": "行", "column": "列", "page": "页"}
_MARKS = {State.BLANK: "□", State.LOST: "?"}
_BODIES = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet: how many hits have it, and the address that narrows to it."""

    name: str
    count: int
    url: str
    chosen: bool


async def home(datasette: Any, request: Any) -> Response:
    """`/`: what is here, and the search box."""
    overview = await answer(datasette, lambda archive: archive.overview())
    return await _page(datasette, request, "home", overview=overview, levels=LEVEL_NAMES)


async def search(datasette: Any, request: Any) -> Response:
    """`/search?q=`: hits with snippets, and facets to narrow them."""
    try:
        asked = read_asked(request.args)
    except ConditionError as error:
        return await _page(datasette, request, "search", status=400, error=str(error))
    start = (asked.page - 1) * PER_PAGE

    def work(archive: Archive) -> tuple[list[Any], Facets]:
        hits = archive.search(
            asked.query, where=asked.where, limit=start + PER_PAGE + 1, **asked.narrow
        )
        facets = archive.facets(asked.query, where=asked.where, **asked.narrow)
        return list(islice(hits, start, None)), facets

    try:
        hits, facets = await answer(datasette, work)
    except ArchiveError as error:
        return await _page(datasette, request, "search", status=400, asked=asked, error=str(error))
    return await _page(
        datasette,
        request,
        "search",
        asked=asked,
        hits=[(hit, _marked(hit.snippet)) for hit in hits[:PER_PAGE]],
        facets=facets,
        choices={name: list(_choices(asked, facets, name)) for name in facets.by},
        following=_link(asked, page=asked.page + 1) if len(hits) > PER_PAGE else None,
        preceding=_link(asked, page=asked.page - 1) if asked.page > 1 else None,
    )


async def report(datasette: Any, request: Any) -> Response:
    """`/report/ID`: metadata, tables, checks, prose."""
    id_ = int(request.url_vars["id"])

    def work(archive: Archive) -> tuple[Any, Report]:
        return archive.report_row(id_), archive.report(id_)

    try:
        row, found = await answer(datasette, work)
    except ArchiveError as error:
        return await _page(datasette, request, "missing", status=404, error=str(error))
    return await _page(
        datasette,
        request,
        "report",
        row=row,
        report=found,
        tables=[_shown_table(table) for table in lay_out(found.facts, found.form)],
        broken=[check for check in found.checks if check.holds is False],
        holding=sum(check.holds is True for check in found.checks),
        untold=sum(check.holds is None for check in found.checks),
        levels=LEVEL_NAMES,
        original=_link_out(row.url),
    )


async def evidence(datasette: Any, request: Any) -> Response:
    """`/report/ID/evidence?key=`: from one figure back to the bytes it was read from."""
    id_, key = int(request.url_vars["id"]), request.args.get("key") or ""
    try:
        found = await answer(datasette, lambda archive: archive.evidence(id_, key))
    except ArchiveError as error:
        return await _page(datasette, request, "missing", status=404, error=str(error))
    return await _page(
        datasette,
        request,
        "evidence",
        id=id_,
        evidence=found.to_dict(),
        states=STATE_NAMES,
        place=_place(found.place),
        original=_link_out(found.url),
    )


async def compare(datasette: Any, request: Any) -> Response:
    """`/compare?issuer=A&issuer=B&series=requests_new`: bodies beside each other, by year."""
    issuers = [name for name in request.args.getlist("issuer") if name.strip()][:_BODIES]
    known = {series.id: series for series in load_crosswalk()}
    series = known.get(request.args.get("series") or load_crosswalk()[1].id)
    if series is None:
        told = f"there is no figure {request.args['series']!r} to compare"
        return await _page(datasette, request, "missing", status=400, error=told)
    chosen = series.id

    def work(archive: Archive) -> list[PanelRow]:
        found = (row for issuer in issuers for row in archive.panel(issuer=issuer))
        return [row for row in found if row.series == chosen]

    rows = await answer(datasette, work)
    years = sorted({row.year for row in rows if row.year is not None})
    bodies = list(dict.fromkeys(row.issuer for row in rows))
    cells: dict[tuple[str | None, int | None], list[PanelRow]] = {}
    for row in rows:
        cells.setdefault((row.issuer, row.year), []).append(row)
    return await _page(
        datasette,
        request,
        "compare",
        issuers=issuers,
        series=series,
        known=known.values(),
        years=years,
        bodies=bodies,
        cells=cells,
    )


async def _page(
    datasette: Any, request: Any, name: str, *, status: int = 200, **shown: Any
) -> Response:
    shown |= {"moment": _moment}
    text = await datasette.render_template(f"nianbao_{name}.html", shown, request=request)
    return Response.html(text, status=status)


def _link_out(url: str) -> str | None:
    """Return *url* if a browser may follow it: what portals write may be a script."""
    return url if urlsplit(url).scheme in ("http", "https") else None


def _place(place: str) -> str:
    """Return the place of a cell in Chinese, where it is words and numbers, with the English.

    >>> _place("table 6 row 4 column 10")
    '第6表第4行第10列 table 6 row 4 column 10'
    """
    chinese = re.sub(
        r" ?(table|row|line|column|page) (\d+)", lambda m: f"第{m[2]}{_PLACES[m[1]]}", place
    )
    return place if chinese == place else f"{chinese} {place}"


def _moment(stored: str | None) -> str:
    """Return a date or a time for people: to the minute, in China's time unless it says UTC.

    >>> _moment("2024-01-15T16:50:00+08:00"), _moment("2026-11-22T22:01:54.766384Z")
    ('2024-01-15 16:50', '2026-11-22 22:01 UTC')
    """
    day, _, time = (stored or "—").partition("T")
    return f"{day} {time[:5]}{' UTC' if time.endswith('Z') else ''}".strip()


def _marked(snippet: str) -> list[tuple[bool, str]]:
    """Return the pieces of a snippet, and if each is what was searched for."""
    pieces: list[tuple[bool, str]] = []
    before, *rest = snippet.split("[")
    pieces.append((False, before))
    for part in rest:
        found, bracket, after = part.partition("]")
        pieces += [(bool(bracket), found), (False, after)]
    return pieces


def _choices(asked: Asked, facets: Facets, name: str) -> Iterator[Choice]:
    chosen = asked.given.get(name)
    for value, count in facets.by[name]:
        if value is not None:
            label = LEVEL_NAMES.get(value, value) if name == "level" else value
            here = chosen == value
            yield Choice(label, count, _link(asked, **{name: None if here else value}), here)


def _link(asked: Asked, **changes: object) -> str:
    given = {"page": None} | asked.given | changes
    kept = {name: value for name, value in given.items() if value is not None}
    return f"/search?{urlencode(kept)}"


def _shown_table(table: LaidTable) -> Mapping[str, Any]:
    rows = [(label, [_shown(fact) for fact in cells]) for label, cells in table.rows]
    return {"caption": table.caption, "columns": table.columns, "rows": rows}


def _shown(fact: Fact | None) -> Mapping[str, str] | None:
    """Return a cell: what it shows, its key, and in words what its state is."""
    if fact is None:
        return None
    shown = str(fact.value) if fact.state is State.REPAIRED else _MARKS.get(fact.state, fact.text)
    title = "" if fact.state is State.READ else STATE_NAMES[fact.state]
    return {"shown": shown, "key": fact.key, "state": str(fact.state), "title": title}
