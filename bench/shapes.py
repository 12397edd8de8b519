"""What happens to an annual report's tables on their way to a reader: one function a shape."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from random import Random
from typing import NamedTuple

from lxml import etree

from bench import carriers, flat, markup, paper
from bench.flat import Cells
from bench.paper import Style
from demo.invented import InventedReport
from demo.pages import render_page
from demo.tables import report_tables
from parsers import media
from parsers.document import Block


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


def _preformatted(report: InventedReport, rng: Random) -> str:
    text = _flat(flat.spaces)(report, rng)
    return f"<html><body><h1>{report.title}</h1><pre>{text}</pre></body></html>"


def _paragraphs(report: InventedReport, rng: Random) -> str:
    text = _flat(flat.lines)(report, rng)
    body = "".join(f"<p>{line}</p>" for line in text.split("\n"))
    return f"<html><body><h1>{report.title}</h1>{body}</body></html>"


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
    "one cell a line": Shape(_flat(flat.lines)),
    "bars, padded": Shape(_flat(flat.bars)),
    "bars on both sides": Shape(_flat(flat.bars_both_sides)),
    "bars between": Shape(_flat(flat.bars_between)),
    "bar at each line's end": Shape(_flat(flat.bar_ends_line)),
    "bar alone on its line": Shape(_flat(flat.bar_alone)),
    "spaces": Shape(_flat(flat.spaces)),
    "all on one line": Shape(_flat(flat.one_line)),
    "markdown": Shape(_flat(flat.markdown)),
    "labels broken": Shape(_flat(flat.broken_labels)),
    "glued": Shape(_flat(flat.glued)),
    "numbers split": Shape(_flat(flat.split_numbers)),
    "numbers split in bars": Shape(_flat(flat.split_in_bars)),
    "repeated lines removed": Shape(_flat(flat.collapsed)),
    "split and removed": Shape(_flat(flat.mixed)),
    "blanks dropped from bars": Shape(_flat(flat.dropped)),
    "zeros left out": Shape(_flat(flat.zeros_blank), zeros=False),
    "cut, one cell a line": Shape(_cut(_flat(flat.lines))),
    "cut, bars": Shape(_cut(_flat(flat.bars))),
    "html, TRS": Shape(_page("trs"), HTML),
    "html, JCMS with Word tables": Shape(_page("jcms"), HTML),
    "html, one layout table": Shape(_page("plain"), HTML),
    "html, WPS tables": Shape(_page("wps"), HTML),
    "html, cells unclosed": Shape(_changed(markup.unclosed), HTML),
    "html, tables in tables": Shape(_changed(markup.laid_out), HTML),
    "html, two copies": Shape(_changed(markup.twice), HTML),
    "html, table split in two": Shape(_changed(markup.split_table), HTML),
    "html, labels misprinted": Shape(_changed(markup.misprinted, "wps"), HTML),
    "html, heads missing": Shape(_changed(markup.no_heads), HTML),
    "html, total first": Shape(_changed(markup.reordered), HTML),
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
