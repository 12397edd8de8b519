"""What happens to an annual report's tables on their way to a reader: one function a shape."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from random import Random
from typing import NamedTuple

from lxml import etree

from bench import carriers, paper
from bench.paper import Style
from demo.invented import InventedReport
from demo.pages import render_page
from demo.tables import report_tables
from parsers import media
from parsers.document import Block

Cells = list[list[str]]


class Shape(NamedTuple):
    """A way of writing a report down.

    Where it leaves out `zeros`, as some offices do, their cells are blank.
    """

    render: Callable[[InventedReport, Random], str | bytes]
    media_type: str = "text/plain"
    zeros: bool = True


def _flat(
    join: Callable[[Cells, Random], str],
) -> Callable[[InventedReport, Random], str]:
    def render(report: InventedReport, rng: Random) -> str:
        tables = [_cells(html) for html in report_tables(report)]
        lines = [report.title, f"发布时间：{report.published_iso[:10]} 来源：{report.source}"]
        for number, section in enumerate(report.sections):
            lines += [section.heading, *section.paragraphs]
            if 1 <= number <= 3:
                lines.append(join(tables[number - 1], rng))
        signed = report.signed
        lines += [report.issuer, f"{signed.year}年{signed.month}月{signed.day}日"]
        return "\n".join(lines)

    return render


def _cells(html: str) -> Cells:
    root = etree.fromstring(f"<div>{html}</div>", etree.HTMLParser())
    return [
        [" ".join("".join(cell.itertext()).split()) for cell in line] for line in root.iter("tr")
    ]


def _lines(rows: Cells, rng: Random) -> str:
    return "\n\n".join(cell for row in rows for cell in row if cell)


def _bars(rows: Cells, rng: Random) -> str:
    width = max(map(len, rows))
    return "\n".join(" | ".join(row) + " |" + "|" * (width - len(row)) for row in rows)


def _bars_both_sides(rows: Cells, rng: Random) -> str:
    width = max(map(len, rows))
    return "\n".join("| " + " | ".join(row) + " |" + "|" * (width - len(row)) for row in rows)


def _bars_between(rows: Cells, rng: Random) -> str:
    return "\n".join(" | ".join(row) for row in rows)


def _bar_ends_line(rows: Cells, rng: Random) -> str:
    return "\n".join("\n".join(f"{cell} |" for cell in row) for row in rows)


def _bar_alone(rows: Cells, rng: Random) -> str:
    return "\n|\n".join("\n|\n".join(row) for row in rows)


def _spaces(rows: Cells, rng: Random) -> str:
    return "\n".join(" ".join(cell for cell in row if cell) for row in rows)


def _one_line(rows: Cells, rng: Random) -> str:
    return " ".join(cell for row in rows for cell in row if cell)


def _glued(rows: Cells, rng: Random) -> str:
    return "\n".join("".join(row) for row in rows)


def _markdown(rows: Cells, rng: Random) -> str:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|" + "---|" * len(rows[0]))
    return "## 统计表\n\n" + "\n".join(lines)


def _broken_labels(rows: Cells, rng: Random) -> str:
    def broken(cell: str) -> str:
        if len(cell) < 4 or re.fullmatch(r"[\d.,+-]*", cell):
            return cell
        if rng.random() < 0.1:
            return "\n".join(cell)
        cut = rng.randrange(1, len(cell))
        return cell[:cut] + "\n" + cell[cut:] if _may_break(cell, cut) else cell

    return "\n".join(broken(cell) for row in rows for cell in row if cell)


def _may_break(cell: str, cut: int) -> bool:
    return not (cell[cut - 1].isdigit() or cell[cut].isdigit())


def _split_numbers(rows: Cells, rng: Random) -> str:
    return "\n".join(_split(cell, rng, "\n") for row in rows for cell in row if cell)


def _split_in_bars(rows: Cells, rng: Random) -> str:
    parted = rng.choice((" ", "<br>", "\n"))
    return _bars_both_sides([[_split(cell, rng, parted) for cell in row] for row in rows], rng)


def _split(cell: str, rng: Random, parted: str) -> str:
    if cell.isdigit() and len(cell) > 1 and rng.random() < 0.3:
        cut = rng.randrange(1, len(cell))
        return cell[:cut] + parted + cell[cut:]
    return cell


def _collapsed(rows: Cells, rng: Random) -> str:
    lines: list[str] = []
    for cell in (cell for row in rows for cell in row if cell):
        if lines[-1:] != [cell]:
            lines.append(cell)
    return "\n".join(lines)


def _mixed(rows: Cells, rng: Random) -> str:
    """Split numbers, dropped blanks and collapsed neighbours, all in one text."""
    return _collapsed([text.split("\n") for text in [_split_numbers(rows, rng)]], rng)


def _dropped(rows: Cells, rng: Random) -> str:
    """Bars round the cells that print something, and none round the others."""
    return "\n".join(" | ".join(cell for cell in row if cell) for row in rows)


def _zeros_blank(rows: Cells, rng: Random) -> str:
    """Zeros left out, as some offices do: a blank cell is gone from the text."""
    zeros = {"", "0", "０", "+0"}
    return "\n".join(cell for row in rows for cell in row if cell not in zeros)


def _cut(
    render: Callable[[InventedReport, Random], str],
) -> Callable[[InventedReport, Random], str]:
    def cut(report: InventedReport, rng: Random) -> str:
        text = render(report, rng)
        return text[: rng.randrange(len(text) // 2, len(text))]

    return cut


def _page(style: str) -> Callable[[InventedReport, Random], str]:
    return lambda report, rng: render_page(report, style)


def _changed(
    change: Callable[[str], str], style: str = "trs"
) -> Callable[[InventedReport, Random], str]:
    return lambda report, rng: change(render_page(report, style))


def _unclosed(html: str) -> str:
    return re.sub(r"</t[dhr]>", "", html)


def _laid_out(html: str) -> str:
    body = html.replace("<body>", "<body><table><tr><td width='100%'><table><tr><td>")
    return body.replace("</body>", "</td></tr></table></td></tr></table></body>")


def _twice(html: str) -> str:
    start, end = html.index("<body>") + 6, html.index("</body>")
    return html[:end] + '<div class="phone">' + html[start:end] + "</div>" + html[end:]


def _split_table(html: str) -> str:
    row = re.search(r"<tr>(?:(?!<tr>).)*?属于四类过程性信息", html, re.DOTALL)
    if row is None:
        return html
    return f"{html[: row.start()]}</tbody></table><p>- 3 -</p><table><tbody>{html[row.start() :]}"


def _preformatted(report: InventedReport, rng: Random) -> str:
    text = _flat(_spaces)(report, rng)
    return f"<html><body><h1>{report.title}</h1><pre>{text}</pre></body></html>"


def _paragraphs(report: InventedReport, rng: Random) -> str:
    text = _flat(_lines)(report, rng)
    body = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    return f"<html><body><h1>{report.title}</h1>{body}</body></html>"


def _misprinted(html: str) -> str:
    for right, wrong in (
        ("其他法律行政法规禁止公开", "其他法律行政规禁止公开"),
        ("保护第三方合法权益", "保护第三方合法权利"),
        ("要求提供公开出版物", "要求公开提供出版物"),
        ("补正后申请内容仍不明确", "补正后申请内容不明确"),
        ("行政事业性收费", "行政事业型收费"),
    ):
        html = html.replace(right, wrong)
    return html


def _no_heads(html: str) -> str:
    return re.sub(r"<tr>(?:<t[hd][^>]*>(?:信息内容|自然人|商业企业|结果维持).*?)</tr>", "", html)


def _reordered(html: str) -> str:
    """The total first, as some offices print it."""

    def turn(match: re.Match[str]) -> str:
        cells = re.findall(r"<t[dh][^>]*>.*?</t[dh]>", match[1], re.DOTALL)
        values = cells[-7:]
        if (
            len(cells) < 8
            or "<th" not in cells[0]
            or any(re.search("[一-龥]", cell) for cell in values)
        ):
            return match[0]
        return "<tr>" + "".join([*cells[:-7], values[6], *values[:6]]) + "</tr>"

    html = re.sub(r"<tr>(.*?)</tr>", turn, html, flags=re.DOTALL)
    head = re.compile(r"(<th[^>]*>自然人</th>)(.*?)(<th[^>]*>总计</th>)", re.DOTALL)
    return head.sub(lambda match: match[3] + match[1] + match[2], html, count=1)


def _carried(
    carry: Callable[[Sequence[Block]], bytes],
) -> Callable[[InventedReport, Random], bytes]:
    return lambda report, rng: carry(carriers.blocks_of(report))


def _printed(style: Style) -> Callable[[InventedReport, Random], bytes]:
    return lambda report, rng: paper.pdf(carriers.blocks_of(report), style, rng.randrange(99))


def _zip(blocks: Sequence[Block]) -> bytes:
    return carriers.zipped({"年报.docx": carriers.docx(blocks), "说明.txt": "附件"})


HTML = "text/html"
SHAPES: dict[str, Shape] = {
    "one cell a line": Shape(_flat(_lines)),
    "bars, padded": Shape(_flat(_bars)),
    "bars on both sides": Shape(_flat(_bars_both_sides)),
    "bars between": Shape(_flat(_bars_between)),
    "bar at each line's end": Shape(_flat(_bar_ends_line)),
    "bar alone on its line": Shape(_flat(_bar_alone)),
    "spaces": Shape(_flat(_spaces)),
    "all on one line": Shape(_flat(_one_line)),
    "markdown": Shape(_flat(_markdown)),
    "labels broken": Shape(_flat(_broken_labels)),
    "glued": Shape(_flat(_glued)),
    "numbers split": Shape(_flat(_split_numbers)),
    "numbers split in bars": Shape(_flat(_split_in_bars)),
    "repeated lines removed": Shape(_flat(_collapsed)),
    "split and removed": Shape(_flat(_mixed)),
    "blanks dropped from bars": Shape(_flat(_dropped)),
    "zeros left out": Shape(_flat(_zeros_blank), zeros=False),
    "cut, one cell a line": Shape(_cut(_flat(_lines))),
    "cut, bars": Shape(_cut(_flat(_bars))),
    "html, TRS": Shape(_page("trs"), HTML),
    "html, JCMS with Word tables": Shape(_page("jcms"), HTML),
    "html, one layout table": Shape(_page("plain"), HTML),
    "html, WPS tables": Shape(_page("wps"), HTML),
    "html, cells unclosed": Shape(_changed(_unclosed), HTML),
    "html, tables in tables": Shape(_changed(_laid_out), HTML),
    "html, two copies": Shape(_changed(_twice), HTML),
    "html, table split in two": Shape(_changed(_split_table), HTML),
    "html, labels misprinted": Shape(_changed(_misprinted, "wps"), HTML),
    "html, heads missing": Shape(_changed(_no_heads), HTML),
    "html, total first": Shape(_changed(_reordered), HTML),
    "html, text in pre": Shape(_preformatted, HTML),
    "html, text in paragraphs": Shape(_paragraphs, HTML),
    "word": Shape(_carried(carriers.docx), media.DOCX),
    "workbook": Shape(_carried(carriers.xlsx), media.XLSX),
    "zip with word in it": Shape(_carried(_zip), media.ZIP),
    "pdf, ruled boxes": Shape(_printed(Style("boxes")), media.PDF),
    "pdf, rules, torn order": Shape(_printed(Style("lines", shuffled=True)), media.PDF),
    "pdf, bars, rows cut": Shape(_printed(Style("bars", shuffled=True, cut=True)), media.PDF),
    "pdf, no rules": Shape(_printed(Style("none")), media.PDF),
}


def rendered(shape: str, report: InventedReport, seed: int) -> tuple[bytes, str]:
    """Return *report* written down in a *shape* of `SHAPES`, and its media type."""
    chosen = SHAPES[shape]
    rng = Random(f"{seed}/{shape}/{report.title}")
    content = chosen.render(report, rng)
    if isinstance(content, bytes):
        return content, chosen.media_type
    return content.encode(), f"{chosen.media_type}; charset=utf-8"


def printed(shape: str, report: InventedReport) -> dict[str, Decimal | str | None]:
    """Return what the cells of *report* print in a *shape*, by key; None is blank."""
    zeros = SHAPES[shape].zeros
    return {key: value if value or zeros else None for key, value in report.values.items()}


def names(shapes: Sequence[str] = ()) -> list[str]:
    """Return the shapes asked for, or all of them."""
    return [name for name in SHAPES if not shapes or any(part in name for part in shapes)]
