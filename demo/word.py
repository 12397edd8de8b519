"""Write an invented report as a Word document, the way some pages carry nothing else."""

import io
import zipfile
from html import escape

from demo.invented import InventedReport
from demo.tables import Box, Rows, report_rows

_TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-\
officedocument.wordprocessingml.document.main+xml"/></Types>"""
_RELATIONS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/\
officeDocument" Target="word/document.xml"/></Relationships>"""
_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
# A zip keeps a time for each part; the same report must give the same bytes.
_EPOCH = (2020, 1, 1, 0, 0, 0)


def word_document(report: InventedReport) -> bytes:
    """Return *report* as a .docx file."""
    tables = [_table(rows) for rows in report_rows(report)]
    blocks = [_paragraph(report.title)]
    for number, section in enumerate(report.sections):
        blocks += [_paragraph(text) for text in (section.heading, *section.paragraphs)]
        if 1 <= number <= 3:
            blocks.append(tables[number - 1])
    signed = report.signed
    blocks.append(_paragraph(report.issuer))
    blocks.append(_paragraph(f"{signed.year}年{signed.month}月{signed.day}日"))
    return _package(
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:document xmlns:w="{_NAMESPACE}"><w:body>'
        f"{''.join(blocks)}</w:body></w:document>"
    )


def _package(document: str) -> bytes:
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATIONS,
        "word/document.xml": document,
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in parts.items():
            package.writestr(zipfile.ZipInfo(name, _EPOCH), text, zipfile.ZIP_DEFLATED)
    return file.getvalue()


def _paragraph(text: str) -> str:
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f"<w:p>{run}</w:p>"


def _table(rows: Rows) -> str:
    grid = _continued(rows)
    width = max(sum(box.colspan for box, _ in row) for row in grid)
    columns = '<w:gridCol w:w="900"/>' * width
    lines = "".join(
        "<w:tr>" + "".join(_cell(box, merge) for box, merge in row) + "</w:tr>" for row in grid
    )
    return (
        '<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{lines}</w:tbl>{_paragraph('')}"
    )


def _continued(rows: Rows) -> list[list[tuple[Box, str]]]:
    """Return the rows with a cell wherever one from above reaches down, as Word wants them."""
    open_spans: dict[int, tuple[Box, int]] = {}  # first column → the box, and rows still to come
    grid: list[list[tuple[Box, str]]] = []
    for row in rows:
        line: list[tuple[Box, str]] = []
        boxes = iter(row)
        column = 0
        while True:
            if column in open_spans:
                box, left = open_spans.pop(column)
                line.append((box._replace(text=""), "continue"))
                if left > 1:
                    open_spans[column] = (box, left - 1)
            else:
                following = next(boxes, None)
                if following is None:
                    break
                box = following
                line.append((box, "restart" if box.rowspan > 1 else ""))
                if box.rowspan > 1:
                    open_spans[column] = (box, box.rowspan - 1)
            column += box.colspan
        grid.append(line)
    return grid


def _cell(box: Box, merge: str) -> str:
    span = f'<w:gridSpan w:val="{box.colspan}"/>' if box.colspan > 1 else ""
    merged = f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="900" w:type="dxa"/>{span}{merged}</w:tcPr>'
        f"{_paragraph(box.text)}</w:tc>"
    )
