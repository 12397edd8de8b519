"""Small Word files and zips, written by hand so that each test shows what it reads."""

import io
import zipfile

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def zipped(parts, *, compression=zipfile.ZIP_DEFLATED):
    """Return a zip of *parts*, a dict of names and contents."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def docx(body):
    """Return a .docx whose body is the XML in *body*; `<p>`, `<t>` … stand for Word's own."""
    xml = f'<?xml version="1.0"?><w:document {NAMESPACES}><w:body>{body}</w:body></w:document>'
    return zipped({"word/document.xml": xml})


def p(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(text, properties=""):
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{p(text)}</w:tc>"


def tr(*cells, properties=""):
    return f"<w:tr>{properties}{''.join(cells)}</w:tr>"


def tbl(*rows):
    return f"<w:tbl><w:tblGrid/>{''.join(rows)}</w:tbl>"


def xlsx(rows, merged=(), *, name="Sheet1", state="visible"):
    """Return a workbook of one sheet: *rows* of texts, numbers and None."""
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packaged = "http://schemas.openxmlformats.org/package/2006/relationships"
    lines = "".join(
        f"<row r='{r}'>{''.join(_cell(r, c, value) for c, value in enumerate(row))}</row>"
        for r, row in enumerate(rows, 1)
    )
    spans = "".join(f"<mergeCell ref='{span}'/>" for span in merged)
    return zipped(
        {
            "_rels/.rels": f"<Relationships xmlns='{packaged}'><Relationship Id='r1' "
            f"Type='{office}/officeDocument' Target='xl/workbook.xml'/></Relationships>",
            "xl/workbook.xml": f"<workbook {main} xmlns:r='{office}'><sheets><sheet name='{name}' "
            f"sheetId='1' state='{state}' r:id='r1'/></sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f"<Relationships xmlns='{packaged}'><Relationship "
            f"Id='r1' Type='{office}/worksheet' Target='worksheets/sheet1.xml'/></Relationships>",
            "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{lines}</sheetData>"
            f"<mergeCells>{spans}</mergeCells></worksheet>",
        }
    )


def _cell(row, column, value):
    place = f"r='{chr(65 + column)}{row}'"
    if value is None:
        return ""
    if isinstance(value, str):
        return f"<c {place} t='inlineStr'><is><t>{value}</t></is></c>"
    return f"<c {place}><v>{value}</v></c>"
