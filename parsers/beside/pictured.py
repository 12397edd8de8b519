"""Find the pictures that stand in a report where its text has no tables."""

import re
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Any, Final

from parsers.media import HTML, IMAGES, TEXT, media_type_of
from parsers.naming import some_of
from parsers.readers.html import page_text
from parsers.readers.links import absolute
from parsers.readers.tree import parse_html

# A picture of the article's own: beside it, or among what was uploaded; no logo of the site.
OWN_PICTURE: Final = re.compile(
    r"""(?:\./)?[\w-]+\.(?:jpe?g|png|gif|bmp|tiff?|webp)\b|[^"'\s>]*(?:/[WP]0\d|upload|attach|/files?/)""",
    re.IGNORECASE,
)
# Where a page that loads its pictures late has their addresses.
PICTURE_SOURCES: Final = ("src", "data-src", "data-original", "_src", "oldsrc")

# How the address of a picture begins that stands in the page itself.
INSIDE: Final = "data:"

# What only the tables of the sections 二, 三 and 四 print, and what the tables of years before.
_TABLES = (
    re.compile("制发件数|制作数量|公开总数量|处理决定数量"),
    re.compile("社会公益组织|三安全一稳定"),
    re.compile("结果纠正|尚未审结"),
)
_OLDER_TABLE = re.compile("统计指标|指标名称|计量单位")
_UNSEEN = re.compile(r"<[^>]*>|&nbsp;|\s+")
_HEADING = re.compile(
    r"\s*(?:[一二三四五六七八九]\s?[、.．]|第[一二三四五六七八九]部分|总体情况|主动公开政府信息"
    r"|收到和处理|政府信息公开行政复议|存在的?主要问题|其他需要报告)"
)
_NO_BODIES = frozenset(
    ("a", "b", "br", "center", "em", "font", "h1", "h2", "h3", "p", "span", "strong", "u")
)
# A file's name that says that it shows something else than a report.
_OTHER = re.compile(
    r"(?<![a-z])(?:logo|icon|ico|qr|qrcode|ewm|erweima|weixin|wechat|weibo|share|print|btn|button"
    r"|arrow|banner|close|blank|loading|dzjg|jiucuo|beian|gongan)(?![a-z])|二维码|filetypeimages",
    re.IGNORECASE,
)
# The address of something uploaded has a day or a long number in it.
_UPLOADED = re.compile(r"\d{5}|[0-9a-f]{16}", re.IGNORECASE)
_HOST = re.compile("^(?:https?:)?//[^/]*")
_ELSEWHERE = ("/", "../", "http://", "https://")
_SIZE = re.compile(r"(?:^|[;\s])(width|height)\s*:\s*(\d+)(?:\.\d+)?px", re.IGNORECASE)
_LARGE = 8000  # what stands in the page itself and is shorter is an icon
_NARROWEST, _LOWEST, _WIDE = 200, 60, 400  # pixels


def lacks_tables(text: str) -> bool:
    """Whether the page of a report lacks one of its statutory tables.

    >>> lacks_tables("<td>制发件数</td>…<td>三安全一稳定</td>…"), lacks_tables("<td>指标名称</td>")
    (True, False)
    """
    if all(table.search(text) for table in _TABLES):
        return False
    plain = _UNSEEN.sub("", text)
    return not (_OLDER_TABLE.search(plain) or all(table.search(plain) for table in _TABLES))


def warn_of_pictures(content: bytes, url: str, media_type: str) -> tuple[str, ...]:
    """Return what warns of tables that a report's page shows as pictures that it links."""
    if b"<img" not in content and b"<IMG" not in content:
        return ()
    text = page_text(content, media_type)
    root = parse_html(text)[0] if lacks_tables(text) else None
    sources = pictures_in(root) if root is not None else ()
    shown = [absolute(url, source) for source in sources if not source.startswith(INSIDE)]
    if not shown:
        return ()
    return (
        f"tables may stand in pictures ({some_of(shown)}), which were not read: crawl the page"
        " with the extra `ocr` (pip install 'nianbao[ocr]'), or look at them",
    )


def pictures_in(root: Any) -> Iterator[str]:
    """Yield the addresses of the pictures in a report's body that may show its tables, as written.

    The body is what encloses all of its headings; where that links a file, the file has the
    tables. Icons, codes to scan, and pictures of the site's own are left out.
    """
    body = _body(root)
    if body is None or any(_is_document(link.get("href") or "") for link in body.iter("a")):
        return
    found = map(_source, body.iter("img"))
    yield from dict.fromkeys(source for source in found if source)


def _source(picture: Any) -> str:
    """Return the address of an `img` element where it may be of the article's own, else nothing."""
    sources = ((picture.get(name) or "").strip() for name in PICTURE_SOURCES)
    shown = _shown(picture)
    if shown.get("width", _NARROWEST) < _NARROWEST or shown.get("height", _LOWEST) < _LOWEST:
        return ""
    wide = shown.get("width", 0) >= _WIDE
    return next((source for source in sources if _is_own(source, wide=wide)), "")


def _is_own(source: str, *, wide: bool) -> bool:
    if source.startswith(INSIDE):
        return source.startswith("data:image/") and len(source) > _LARGE
    path = _HOST.sub("", source.partition("?")[0])
    if not path or _OTHER.search("/".join(path.split("/")[-2:])):
        return False
    beside = not source.startswith(_ELSEWHERE)
    return wide or beside or bool(OWN_PICTURE.match(source) or _UPLOADED.search(path))


def _body(root: Any) -> Any:
    """Return the element that encloses the headings of a report, if it has any."""
    heads = [
        parent
        for text in root.xpath("//text()")
        if _HEADING.match(text) and (parent := text.getparent()).tag not in ("script", "style")
    ]
    body = _enclosing(heads) if len(heads) > 1 else None
    while body is not None and body.tag in _NO_BODIES:
        body = body.getparent()
    return body


def _enclosing(elements: Iterable[Any]) -> Any:
    """Return the smallest element that holds all of *elements*."""
    ways = [[element, *element.iterancestors()][::-1] for element in elements]
    steps = takewhile(lambda step: all(e is step[0] for e in step), zip(*ways, strict=False))
    return [step[0] for step in steps][-1]


def _is_document(address: str) -> bool:
    return media_type_of(address, b"") not in {None, HTML, TEXT, *IMAGES}


def _shown(picture: Any) -> dict[str, int]:
    """Return the width and height in pixels that a picture is shown with, as far as it says."""
    sizes = [(name, picture.get(name) or "") for name in ("width", "height")]
    sizes += [(name.lower(), size) for name, size in _SIZE.findall(picture.get("style") or "")]
    return {
        name: int(digits)
        for name, size in sizes
        if (digits := size.removesuffix("px").strip()).isdecimal() and len(digits) < 6
    }
