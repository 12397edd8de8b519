"""Documents that were made to stall or exhaust whoever reads them; each is small to send."""

import io
import struct
import zipfile
import zlib

from tests.parsers.zips import docx, p, tbl, tc, tr, xlsx, zipped

MILLION = 1_000_000


def page(body, charset="utf-8"):
    return f'<html><head><meta charset="{charset}"></head><body>{body}</body></html>'.encode()


def attributes():
    return "<p " + " ".join(f"a{n}=1" for n in range(100_000)) + ">x"


def pdf(*objects, size="[0 0 595 842]", pages=1, content=b"", extra=b"", trailer=b""):
    """Return a PDF of one page with *content*, written without a table of its objects."""
    stream = zlib.compress(content, 9)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[3 0 R]/Count {pages}>>".encode(),
        b"<</Type/Page/Parent 2 0 R/MediaBox" + size.encode() + b"/Contents 4 0 R/Resources<<"
        b"/Font<</F 5 0 R>>" + extra + b">>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *objects,
    ]
    body = b"%PDF-1.7\n"
    places = []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    root = b"trailer<</Root 1 0 R/Size %d%s>>\nstartxref\n%d\n%%%%EOF"
    return body + table + root % (len(parts) + 1, trailer, len(body))


def form(content, extra=b""):
    return b"<</Type/XObject/Subtype/Form/BBox[0 0 9 9]%s/Length %d>>stream\n%s\nendstream" % (
        extra,
        len(content),
        content,
    )


def lying_zip():
    """Return a .docx whose directory says 10 bytes of a part that unfolds to 100 MB."""
    content = bytearray(zipped({"word/document.xml": " " * (100 * MILLION)}))
    central = content.index(b"PK\1\2")
    struct.pack_into("<I", content, 22, 10)
    struct.pack_into("<I", content, central + 24, 10)
    return bytes(content)


def png(width, height):
    """Return a picture that is all white and far smaller than what it unfolds to."""

    def chunk(kind, data):
        whole = kind + data
        return struct.pack(">I", len(data)) + whole + struct.pack(">I", zlib.crc32(whole))

    rows = zlib.compress((b"\0" + b"\xff" * ((width + 7) // 8)) * height, 9)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def unsteady_docx(count):
    """Return a .docx of so many paragraphs, each with a name of its own: it packs only 20-fold."""
    body = "".join(f'<w:p w:rsidR="{n * 2654435761 % 2**32:08X}"/>' for n in range(count))
    return docx(body)


def nested_zip(depth):
    content = b"x"
    for _ in range(depth):
        content = zipped({"a.zip": content})
    return content


def ole_loop():
    """Return a compound file whose first chain of sectors bites its own tail."""
    head = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504)
    struct.pack_into("<HHHHH", head, 24, 0x3E, 3, 0xFFFE, 9, 6)
    struct.pack_into("<IIIIIIIII", head, 44, 1, 1, 0, 4096, 1, 0, 0xFFFFFFFE, 0, 0)
    return bytes(head) + struct.pack("<128I", *[1, 1, *[1] * 126]) + b"\0" * 4096


def lines_of_a_table(count):
    return ("一、本年新收政府信息公开申请数量\n" + "1\n" * 3 + "0\n" * 5) * count


BOMBS = {
    # HTML
    # A tidy page is read without the tree that takes seconds over them.
    "attributes.html": lambda: page("<pre></pre>" + attributes()),
    "tidy-attributes.html": lambda: page(attributes()),
    "nesting.html": lambda: page("<div>" * 100_000 + "x"),
    "nested-tables.html": lambda: page("<table><tr><td>" * 20_000 + "规章"),
    "spans.html": lambda: page("<table><tr><td colspan=1000000000 rowspan=1000000000>规章</table>"),
    "many-spans.html": lambda: page(
        "<table>" + "<tr><td colspan=1000 rowspan=65534>规章" * 2000 + "</table>"
    ),
    "cells.html": lambda: page("<table>" + ("<tr>" + "<td>1" * 100) * 10_000 + "</table>"),
    "unclosed.html": lambda: page("<a href='x" * MILLION),
    "bars.html": lambda: page("<pre>" + "规章 | " * 500_000 + "</pre>"),
    "ambiguous.html": lambda: page(f"<pre>{lines_of_a_table(3000)}</pre>"),
    "digits.txt": lambda: b"1" * (20 * MILLION),
    "labels.txt": lambda: "规章".encode() * 3 * MILLION,
    "title.html": lambda: page("年" * MILLION + "政府信息公开工作年度报告" * 10_000),
    "dates.html": lambda: page("发布时间:2021-01-" * 200_000),
    "brackets.txt": lambda: ("（" * 300_000 + "规章").encode(),
    "spaces.txt": lambda: (" " * 10 * MILLION + "规章 1").encode(),
    "nul.html": lambda: b"<html>" + b"\0" * 5 * MILLION,
    "lying-charset.html": lambda: page("规章" * 300_000, charset="utf-16"),
    "entities.html": lambda: page("&" * 3 * MILLION),
    # PDF
    "flate.pdf": lambda: pdf(content=b" " * 400 * MILLION),
    "operators.pdf": lambda: pdf(content=b"q " * 10 * MILLION),
    "letters.pdf": lambda: pdf(content=b"BT /F 9 Tf " + b"(" + b"1" * 999 + b")Tj " * 20_000),
    "strokes.pdf": lambda: pdf(content=b"0 0 m 9 9 l S " * MILLION),
    "one-path.pdf": lambda: pdf(content=b"0 0 m " + b"9 9 l 1 400 l " * MILLION + b"S"),
    "recursion.pdf": lambda: pdf(
        form(b"/X Do /X Do", b"/Resources<</XObject<</X 6 0 R>>>>"),
        content=b"/X Do " * 1000,
        extra=b"/XObject<</X 6 0 R>>",
    ),
    "pages.pdf": lambda: pdf(pages=2**31 - 1),
    "huge-page.pdf": lambda: pdf(size="[0 0 1e9 1e9]", content=b"0 0 9 9 re f"),
    "encrypted.pdf": lambda: pdf(
        b"<</Filter/Standard/V 1/R 2/P -4/O<" + b"28" * 32 + b">/U<" + b"28" * 32 + b">>>",
        trailer=b"/Encrypt 6 0 R/ID[<00><00>]",
    ),
    "cut.pdf": lambda: pdf(content=b"BT (x) Tj ET")[:300],
    "loop.pdf": lambda: b"%PDF-1.5\ntrailer<</Prev 9/Root 1 0 R>>\nstartxref\n9\n%%EOF",
    # Word
    "declared.docx": lambda: zipped({"word/document.xml": " " * (70 << 20)}),
    "ratio.docx": lambda: docx(p("") * 500_000),
    "lying.docx": lying_zip,
    "paragraphs.docx": lambda: unsteady_docx(MILLION),
    "parts.docx": lambda: zipped({f"word/{n}.xml": "" for n in range(5000)}),
    "grid-span.docx": lambda: docx(
        tbl(*[tr(tc("规章", '<w:gridSpan w:val="1000000000"/>'))] * 2000)
    ),
    "merges.docx": lambda: docx(tbl(*[tr(*[tc("1", "<w:vMerge/>")] * 60)] * 2000)),
    "nested.docx": lambda: docx("<w:tbl><w:tr><w:tc>" * 80 + "</w:tc></w:tr></w:tbl>" * 80),
    "laughs.docx": lambda: zipped(
        {
            "word/document.xml": '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">'
            + "".join(
                f'<!ENTITY {y} "{f"&{x};" * 10}">'
                for x, y in zip("abcdefgh", "bcdefghi", strict=True)
            )
            + "]><d>&i;</d>"
        }
    ),
    "loop.doc": ole_loop,
    # workbooks, zips, pictures
    "corner.xlsx": lambda: zipped(corner_parts()),
    "cells.xlsx": lambda: xlsx([[1] * 26] * 20_000),
    "nested.zip": lambda: nested_zip(100),
    "parts.zip": lambda: zipped({f"{n}.txt": "x" for n in range(60_000)}),
    "zeros.zip": lambda: zipped({"a.txt": b"\0" * 60 * MILLION}),
    "pixels.png": lambda: png(60_000, 60_000),
}


def corner_parts():
    """Return the parts of a workbook with two cells, at opposite corners of the largest sheet."""
    with zipfile.ZipFile(io.BytesIO(xlsx([["规章", 1]]))) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    sheet = parts["xl/worksheets/sheet1.xml"]
    far = b"</row><row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
    parts["xl/worksheets/sheet1.xml"] = sheet.replace(b"</row>", far)
    return parts
