"""Build the tree of any page, however damaged its tags, and write it as one text with marks."""

import re
from functools import cache
from string import ascii_lowercase, ascii_uppercase
from typing import Any

from lxml import etree

from parsers.readers import marks

_SHORT = f"[string-length(.) &lt;= {marks.LONGEST_STRUCK}]"

_KIND = f"translate(@type, '{ascii_uppercase}', '{ascii_lowercase}')"
_FIELD = " or ".join(f"{_KIND}='{kind}'" for kind in marks.FIELDS)
# The option that a box shows, if it is a number.
_SHOWN = "(.//option[@selected][last()]|.//option[1][not(../option/@selected)])[number()=number()]"

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
  <xsl:text>,</xsl:text><xsl:apply-templates/><xsl:text>{marks.BREAK}</xsl:text>
</xsl:template>
<xsl:template match="@colspan|@rowspan">
  <xsl:value-of select="translate(., ',', '')"/>
</xsl:template>
<xsl:template match="{"|".join(f"{name}{_SHORT}" for name in marks.STRUCK)}"/>
<xsl:template match="sup">
  <xsl:text>{marks.RAISED}</xsl:text><xsl:apply-templates/>
</xsl:template>
<xsl:template match="td//input[{_FIELD}]">
  <xsl:value-of select="concat(' ', @value, ' ')"/>
</xsl:template>
<xsl:template match="td//select">
  <xsl:value-of select="concat(' ', {_SHOWN}, ' ')"/>
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


def marked_tree(root: Any) -> str | None:
    """Return the text with marks, or None where the tree is too deep for libxslt."""
    try:
        marked = str(_stylesheet()(root))
    except etree.XSLTApplyError:
        return None
    return marks.as_lines(marked)
