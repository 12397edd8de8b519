"""Print lines and tables in every carrier: PDF, Word, workbook, zip, and pictures of pages."""

import io
import subprocess
import zipfile
from collections.abc import Sequence
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from xml.sax.saxutils import escape as escaped

from demo.invented import InventedReport
from demo.tables import report_tables
from parsers.document import Block, Cell, Grid
from parsers.readers.html import read_html


def article(report: InventedReport, *, dress: str = "plain", one_table: bool = True) -> str:
    """Return the report's article as a page of HTML, without a portal round it."""
    tables = report_tables(report, dress=dress, one_table=one_table)
    parts = [f"<h1>{escape(report.title)}</h1>"]
    for number, section in enumerate(report.sections):
        parts.append(f"<h2>{escape(section.heading)}</h2>")
        parts += [f"<p>{escape(text)}</p>" for text in section.paragraphs]
        if 1 <= number <= 3:
            parts.append(tables[number - 1].replace("<table ", '<table width="100%" '))
    day = report.signed
    parts.append(f"<p>{escape(report.issuer)}</p><p>{day.year}年{day.month}月{day.day}日</p>")
    return '<html><head><meta charset="utf-8"></head><body>' + "\n".join(parts) + "</body></html>"


def blocks_of(report: InventedReport) -> tuple[Block, ...]:
    """Return the lines and tables that every carrier of the report prints."""
    return read_html(article(report).encode()).blocks


def docx(blocks: Sequence[Block]) -> bytes:
    """Return a Word file with these lines and tables."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(_tbl(b) if isinstance(b, Grid) else _p(b.text) for b in blocks)
    xml = f'<?xml version="1.0"?><w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    return zipped({"word/document.xml": xml})


def xlsx(blocks: Sequence[Block]) -> bytes:
    """Return a workbook with these lines and tables on one sheet."""
    rows: list[str] = []
    spans: list[str] = []
    for block in blocks:
        top = len(rows)
        if isinstance(block, Grid):
            rows += (_sheet_row(top + n, cells) for n, cells in enumerate(block.rows(), 1))
            spans += (_span(top, cell) for cell in block.cells if cell.rowspan * cell.colspan > 1)
            rows.append("")
        else:
            rows.append(f"<row r='{top + 1}'>{_sheet_cell(top + 1, 0, block.text)}</row>")
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packaged = "xmlns='http://schemas.openxmlformats.org/package/2006/relationships'"
    return zipped(
        {
            "_rels/.rels": f"<Relationships {packaged}><Relationship Id='r1' "
            f"Type='{office}/officeDocument' Target='xl/workbook.xml'/></Relationships>",
            "xl/workbook.xml": f"<workbook {main} xmlns:r='{office}'><sheets>"
            "<sheet name='Sheet1' sheetId='1' r:id='r1'/></sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f"<Relationships {packaged}><Relationship Id='r1' "
            f"Type='{office}/worksheet' Target='worksheets/sheet1.xml'/></Relationships>",
            "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{''.join(rows)}</sheetData>"
            f"<mergeCells>{''.join(spans)}</mergeCells></worksheet>",
        }
    )


def zipped(parts: dict[str, str | bytes]) -> bytes:
    """Return a zip of *parts*, contents by name."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def converted(content: bytes, source: str, target: str) -> bytes:
    """Return *content*, a file with the ending *source*, as LibreOffice turns it into *target*.

    Raises:
        FileNotFoundError: if LibreOffice is not installed.
    """
    with TemporaryDirectory() as folder:
        path = Path(folder, f"a{source}")
        path.write_bytes(content)
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        if source == ".html":
            command.append("--infilter=HTML (StarWriter)")
        command += ["--convert-to", target.lstrip("."), "--outdir", folder, str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        return path.with_suffix(target.partition(":")[0]).read_bytes()


def _p(text: str) -> str:
    return f"<w:p><w:r><w:t>{escaped(text)}</w:t></w:r></w:p>"


def _tbl(grid: Grid) -> str:
    """Return a table; Word prints a cell that hangs down once a row, as one that goes on."""
    rows: list[list[tuple[int, str]]] = [[] for _ in range(grid.height)]
    for cell in grid.cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            merge = ""
            if cell.rowspan > 1:
                merge = '<w:vMerge w:val="restart"/>' if row == cell.row else "<w:vMerge/>"
            properties = f'<w:tcPr><w:gridSpan w:val="{cell.colspan}"/>{merge}</w:tcPr>'
            lines = cell.text.split("\n") if row == cell.row else [""]
            rows[row].append((cell.column, f"<w:tc>{properties}{''.join(map(_p, lines))}</w:tc>"))
    body = "".join(f"<w:tr>{''.join(tc for _, tc in sorted(row))}</w:tr>" for row in rows)
    return f"<w:tbl><w:tblPr/><w:tblGrid/>{body}</w:tbl>"


def _sheet_row(number: int, cells: Sequence[Cell]) -> str:
    texts = "".join(_sheet_cell(number, cell.column, cell.text) for cell in cells if cell.text)
    return f"<row r='{number}'>{texts}</row>"


def _sheet_cell(row: int, column: int, text: str) -> str:
    place = f"r='{_column(column)}{row}'"
    if text.isascii() and text.isdigit() and str(int(text)) == text and len(text) < 15:
        return f"<c {place}><v>{text}</v></c>"
    return f"<c {place} t='inlineStr'><is><t>{escaped(text)}</t></is></c>"


def _span(top: int, cell: Cell) -> str:
    first = f"{_column(cell.column)}{top + cell.row + 1}"
    last = f"{_column(cell.column + cell.colspan - 1)}{top + cell.row + cell.rowspan}"
    return f"<mergeCell ref='{first}:{last}'/>"


def _column(number: int) -> str:
    return chr(65 + number)
