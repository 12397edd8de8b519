"""Read an HTML page: its lines, its tables with their geometry, its meta tags, its attachments."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from parsers.charset import decode
from parsers.document import Attachment, Document
from parsers.media import HTML, READABLE, TEXT
from parsers.normal import normalise
from parsers.readers import marks

# The page as one text with marks in it, made in C: walking the tree costs twice as much.
_STYLESHEET = f"""
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:output method="text"/>
<xsl:template match="{"|".join(marks.SILENT)}"/>
<xsl:template match="{"|".join(marks.BREAKING)}">
  <xsl:text>{marks.BREAK}</xsl:text><xsl:apply-templates/><xsl:text>{marks.BREAK}</xsl:text>
</xsl:template>
<xsl:template match="td|th">
  <xsl:text>{marks.CELL}</xsl:text><xsl:apply-templates select="@colspan"/>
  <xsl:text>,</xsl:text><xsl:apply-templates select="@rowspan"/>
  <xsl:text>,</xsl:text><xsl:apply-templates/>
</xsl:template>
<xsl:template match="@colspan|@rowspan">
  <xsl:value-of select="translate(., ',', '')"/>
</xsl:template>
<xsl:template match="tr"><xsl:text>{marks.ROW}</xsl:text><xsl:apply-templates/></xsl:template>
<xsl:template match="table">
  <xsl:text>{marks.TABLE}</xsl:text><xsl:apply-templates/><xsl:text>{marks.END}</xsl:text>
</xsl:template>
<xsl:template match="pre//text()">
  <xsl:value-of select="translate(., '&#10;', '{marks.BREAK}')"/>
</xsl:template>
</xsl:stylesheet>
"""

# What an attachment's address ends with: a page without any of these has none.
_FILES = re.compile(rb"\.(?:pdf|docx?|docm|xlsx?|xlsm|zip|wps|et|png|jpe?g|tiff?|bmp)[\"'?#\s>&]")

_FILE_ENDINGS = [ending for ending, kind in READABLE.items() if kind not in (HTML, TEXT)]
_FILE_LINK = re.compile(
    rf"(?:^|\.)(?:{'|'.join(ending[1:] for ending in _FILE_ENDINGS)})[?#\n]", re.MULTILINE
)


def read_html(content: bytes, *, url: str = "", media_type: str = "") -> Document:
    """Return the lines and grids of a page; a table inside a table's cell stands on its own.

    The document is `lossy` where libxml2 gave up on a part of the page.
    """
    text = page_text(content, media_type)
    root, whole = parse_html(text)
    if root is None:
        return Document((), "html", lossy=bool(text.strip()))
    marked = _marked_text(root)
    return Document(
        () if marked is None else tuple(marks.blocks(normalise(marked))),
        "html",
        meta=_meta(root),
        page_title=normalise(root.findtext(".//title") or "").strip(),
        attachments=tuple(_attachments(root, url)) if _FILES.search(content.lower()) else (),
        lossy=marked is None or not whole,
    )


def page_text(content: bytes, media_type: str) -> str:
    """Return a page's markup, decoded, without the characters that serve as marks."""
    text = decode(content, media_type)
    for mark in (marks.TABLE, marks.END, marks.ROW, marks.CELL, marks.BREAK, "\0"):
        if mark in text:
            text = text.replace(mark, "")
    return text


def parse_html(text: str) -> tuple[Any, bool]:
    """Return the root element of a page, None where there is none, and whether it is all there."""
    if text[:200].lstrip().startswith("<?xml"):
        text = text[text.find("?>") + 2 :]  # lxml refuses a text that declares a charset
    parser = etree.HTMLParser(
        remove_comments=True, remove_pis=True, huge_tree=True, collect_ids=False
    )
    try:
        root = etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        if getattr(error, "code", 0) == etree.ErrorTypes.ERR_NO_MEMORY:
            raise MemoryError from error
        return None, False
    return root, _LIMIT not in {entry.type for entry in parser.error_log.filter_from_fatals()}


# libxml2 drops what is nested deeper than it cares for, and says so in its log only.
_LIMIT = etree.ErrorTypes.ERR_RESOURCE_LIMIT


@cache
def _stylesheet() -> etree.XSLT:
    return etree.XSLT(etree.XML(re.sub(r">\s+<", "><", _STYLESHEET)))


def _marked_text(root: Any) -> str | None:
    """Return the text with marks, or None where the tree is too deep for libxslt."""
    try:
        marked = str(_stylesheet()(root))
    except etree.XSLTApplyError:
        return None
    return marked.replace("\r", " ").replace("\n", " ").replace(marks.BREAK, "\n")


def _meta(root: Any) -> dict[str, str]:
    meta: dict[str, str] = {}
    for tag in root.iter("meta"):
        name = tag.get("name") or tag.get("property")
        if name:
            meta.setdefault(name.strip().lower(), normalise(tag.get("content") or "").strip())
    return meta


@cache
def _targets() -> etree.XPath:
    return etree.XPath("//a/@href", smart_strings=False)


def _attachments(root: Any, url: str) -> Iterator[Attachment]:
    targets: Any = _targets()(root)
    if not _FILE_LINK.search("\n".join([*targets, ""]).lower()):
        return  # an element costs ten times as much as its address alone
    for link in root.iter("a"):
        target = link.get("href") or ""
        ending = target.partition("#")[0].partition("?")[0].rpartition(".")[2].lower()
        if READABLE.get(f".{ending}", HTML) not in (HTML, TEXT):
            name = normalise("".join(link.itertext()))
            yield Attachment(urljoin(url, target.strip()), " ".join(name.split()))
