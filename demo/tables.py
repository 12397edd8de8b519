"""Lay an invented report's cells out as the HTML tables of real pages: plain, Word, WPS."""

from collections.abc import Callable, Iterable, Iterator
from html import escape
from typing import NamedTuple

from demo import statute
from demo.invented import InventedReport


class Box(NamedTuple):
    """A cell before it is dressed in some editor's markup."""

    text: str
    colspan: int = 1
    rowspan: int = 1
    head: bool = False


Rows = list[list[Box]]
Dress = Callable[[Box], str]


def report_tables(
    report: InventedReport, *, dress: str = "plain", spans: bool = True, one_table: bool = True
) -> tuple[str, str, str]:
    """Return the HTML of sections 二, 三 and 四.

    *dress* is `plain`, `word` or `wps`; without *spans* merged cells are left as empty ones;
    *one_table* puts all blocks of section 二 into a single table.
    """
    paint = DRESSES[dress]
    blocks = list(_blocks(report))
    second = [[row for block in blocks for row in block]] if one_table else blocks
    return (
        "\n".join(_table(rows, paint) for rows in second),
        _table(_requests(report, spans=spans), paint),
        _table(_proceedings(report, spans=spans), paint),
    )


def report_rows(report: InventedReport) -> tuple[Rows, Rows, Rows]:
    """Return the boxes of sections 二, 三 and 四, one table each, for another carrier."""
    second = [row for block in _blocks(report) for row in block]
    return second, _requests(report, spans=True), _proceedings(report, spans=True)


def _table(rows: Rows, paint: Dress) -> str:
    lines = ("<tr>" + "".join(paint(box) for box in row) + "</tr>" for row in rows)
    return '<table border="1" cellspacing="0"><tbody>\n' + "\n".join(lines) + "\n</tbody></table>"


def _blocks(report: InventedReport) -> Iterator[Rows]:
    for block in statute.BLOCKS[report.form]:
        width = len(block.columns)
        last = 4 - width  # the last column takes what is left of the four
        rows: Rows = [[Box(block.item, 4, head=True)]]
        heads = [Box(column.label, head=True) for column in block.columns]
        heads[-1] = heads[-1]._replace(colspan=last)
        rows.append([Box("信息内容", head=True), *heads])
        for row in block.rows:
            cells = [
                Box(report.texts[f"{block.table}.{row.key}.{column.key}"])
                for column in block.columns
            ]
            cells[-1] = cells[-1]._replace(colspan=last)
            rows.append([Box(row.label, head=True), *cells])
        if block.table == "procurement":  # the only block whose first column is a merged one
            rows[1] = [Box("信息内容", head=True), Box(heads[0].text, 1, head=True), heads[-1]]
        yield rows


def _requests(report: InventedReport, *, spans: bool) -> Rows:
    rows = _request_heads(spans=spans)
    for row in (statute.NEW, statute.CARRIED_IN):
        rows.append([Box(row.label, 3, head=True), *_values(report, row.key)])
    groups = statute.RESULTS[report.form]
    height = sum(len(group.rows) for group in groups)
    first = True
    for group in groups:
        for number, row in enumerate(group.rows):
            line = _lead(statute.RESULTS_LABEL, height, first=first, spans=spans)
            if group.label:
                line += _lead(group.label, len(group.rows), first=number == 0, spans=spans)
                line.append(Box(row.label, head=True))
            else:
                line.append(Box(row.label, 2, head=True))
            rows.append([*line, *_values(report, row.key)])
            first = False
    rows.append([Box(statute.CARRIED_OUT.label, 3, head=True), *_values(report, "carried_out")])
    return rows


def _lead(label: str, height: int, *, first: bool, spans: bool) -> list[Box]:
    if spans:
        return [Box(label, rowspan=height, head=True)] if first else []
    return [Box(label if first else "", head=True)]


def _request_heads(*, spans: bool) -> Rows:
    organisations = [Box(label, head=True) for label in statute.APPLICANT_LABELS[1:]]
    if spans:
        return [
            [Box(statute.BALANCE_NOTE, 3, 3, head=True), Box("申请人情况", 7, head=True)],
            [
                Box("自然人", 1, 2, head=True),
                Box("法人或其他组织", 5, head=True),
                Box("总计", 1, 2, head=True),
            ],
            organisations,
        ]
    empty = Box("", head=True)
    return [
        [Box(statute.BALANCE_NOTE, 3, head=True), Box("申请人情况", 7, head=True)],
        [
            Box("", 3, head=True),
            Box("自然人", head=True),
            Box("法人或其他组织", 5, head=True),
            Box("总计", head=True),
        ],
        [Box("", 3, head=True), empty, *organisations, empty],
    ]


def _values(report: InventedReport, row: str) -> Iterable[Box]:
    columns = (*statute.APPLICANTS, "total")
    return [Box(report.texts[f"requests.{row}.{column}"]) for column in columns]


def _proceedings(report: InventedReport, *, spans: bool) -> Rows:
    outcomes = [Box(label, head=True) for label in statute.OUTCOME_LABELS]
    if spans:
        heads: Rows = [
            [Box("行政复议", 5, 2, head=True), Box("行政诉讼", 10, head=True)],
            [Box("未经复议直接起诉", 5, head=True), Box("复议后起诉", 5, head=True)],
        ]
    else:
        heads = [
            [Box("行政复议", 5, head=True), Box("行政诉讼", 10, head=True)],
            [
                Box("", 5, head=True),
                Box("未经复议直接起诉", 5, head=True),
                Box("复议后起诉", 5, head=True),
            ],
        ]
    cells = [
        Box(report.texts[f"review_litigation.{row}.{column}"])
        for row in statute.PROCEEDINGS
        for column in statute.OUTCOMES
    ]
    return [*heads, outcomes * 3, cells]


def _span(box: Box) -> str:
    across = f' colspan="{box.colspan}"' if box.colspan > 1 else ""
    return across + (f' rowspan="{box.rowspan}"' if box.rowspan > 1 else "")


def _plain(box: Box) -> str:
    tag = "th" if box.head else "td"
    return f"<{tag}{_span(box)}>{escape(box.text)}</{tag}>"


def _word(box: Box) -> str:
    """Dress a cell as a paste from Word does; a number may fall into two spans."""
    text = box.text
    parts = [text[:1], text[1:]] if len(text) > 2 and text.isdigit() else [text]
    runs = "".join(
        f'<span lang="EN-US" style="font-family:仿宋_GB2312;font-size:12.0pt">{escape(part)}</span>'
        for part in parts
        if part
    )
    return (
        f'<td width="66"{_span(box)} style="border:solid windowtext 1.0pt;padding:0cm 5.4pt">'
        f'<p class="MsoNormal" align="center" style="text-align:center;line-height:18.0pt">'
        f"{runs or '&nbsp;'}<o:p></o:p></p></td>"
    )


def _wps(box: Box) -> str:
    text = escape(box.text).replace("\u00a0", "&nbsp;")
    return (
        f'<td class="et3" valign="middle"{_span(box)} x:str="">'
        f'<font face="宋体" style="font-size:10pt">{text or "<br/>"}</font></td>'
    )


DRESSES: dict[str, Dress] = {"plain": _plain, "word": _word, "wps": _wps}
