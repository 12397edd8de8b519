"""Judge what came back: a report page, a listing, an attachment, or one of many other things."""

import json
import re
from typing import NamedTuple
from urllib.parse import quote, urljoin, urlsplit

from archive import Capture, Kind, Link, Verdict
from archive.content import EncodingError, decoded, header
from crawler.dialects import Page, shells, xxgk
from crawler.dialects.continued import may_go_on
from crawler.endings import ANY_ENDING
from crawler.signs import MANY_SIGNS, count_signs, plain, unescaped
from crawler.walls import CHALLENGES, LEADS_ON, find_wall, is_challenge
from parsers.charset import decode
from parsers.enclosed import page_in
from parsers.media import HTML, IMAGES, PNG, RTF, media_type_of
from parsers.saved import is_saved_page
from parsers.titles import is_report_title, parse_title

# What stands in every report's own form, and on no page that only lists reports.
_FORM = ("总体情况", "本年新收", "予以公开", "结转下年度")
_LINKS = re.compile(r"<a\b.*?</a>", re.IGNORECASE | re.DOTALL)
_TITLE = re.compile(r"<(title|h1|h2)\b[^>]*>(.*?)</\1\s*>", re.IGNORECASE | re.DOTALL)
_META_TITLE = re.compile(r"""name=["']ArticleTitle["'][^>]*content=["']([^"']*)""", re.IGNORECASE)
_JSON = json.JSONDecoder(strict=False)
_DATA = re.compile(r"\s*(?:[\[{]|[\w$.]+\(\s*[\[{]|<datastore)")
# A page that is nothing but its own reloading.
_RELOADS = re.compile(
    r"""location\.reload\s*\(|location(?:\.href)?\s*=\s*(?:window\.)?location(?:\.href)?\s*[;<]"""
    r"""|http-equiv=["']?refresh["']?\s+content=["']?\d*(?:\.\d+)?["']?\s*/?>""",
    re.IGNORECASE,
)
_SHELL = 2000
# A picture of the article's own: beside it, or among what was uploaded; no logo of the site.
_PICTURE = re.compile(
    r"""<img\b[^>]*\bsrc=["']?(?:\./)?(?:[\w-]+\.(?:jpe?g|png|gif|bmp|webp)|data:image"""
    r"""|[^"'\s>]*(?:/W0\d|upload|attach|/files?/)[^"'\s>]*)""",
    re.IGNORECASE,
)
# The file that stands for an article whose page says no more than its title.
_FILE = re.compile(rf"""\b(?:href|src|data)=["']?[^"'\s>]*\.(?:{ANY_ENDING})\b""", re.IGNORECASE)
PICTURES = "a report as pictures only"
_SHORT = 200
_ASCII = "".join(map(chr, range(0x21, 0x7F)))
# The smallest table of a report, in black and white, takes a little more.
_SMALLEST_SCAN = 2048
# A page that Office wrote as a file needs fewer to be a report's.
_FEW_SIGNS = 2
_OFFICE = re.compile(
    r"urn:schemas-microsoft-com:office|name=[\"']?generator[\"']? content=[\"']?(?:microsoft|wps)",
    re.IGNORECASE,
)
_HEAD = 4000


class Judgement(NamedTuple):
    """What came back, why it is taken for that, its text, and where a redirect leads."""

    verdict: Verdict
    reason: str = ""
    text: str = ""
    target: str = ""


def judge(capture: Capture, link: Link) -> Judgement:
    """Return what *capture* is, given what *link* promised."""
    if capture.status == 304:
        return _not_modified(capture)
    if 300 <= capture.status < 400:
        return _redirect(capture, link)
    if truncated := capture.notes.get("truncated"):
        return Judgement(Verdict.DAMAGED, f"the body ends early ({truncated})")
    try:
        content = decoded(capture.body, capture.headers)
    except EncodingError:
        return Judgement(Verdict.DAMAGED, "the body is not what its Content-Encoding says")
    if capture.status >= 400:
        return _refusal(capture, content)
    if not content.strip():
        return Judgement(Verdict.EMPTY, "an empty body")
    declared = header(capture.headers, "content-type")
    media = media_type_of(urlsplit(capture.url).path, content, declared)
    if link.kind is not Kind.LISTING and (page := page_in(content, declared)) is not None:
        return _data(page, link)
    if media in (HTML, None, "text/plain") and may_go_on(link):
        return _part(decode(content, declared))
    filed = link.kind is Kind.ATTACHMENT or is_saved_page(content)
    if filed or media not in (HTML, None, "text/plain"):
        return _file(content, media, link)
    return _page(decode(content, declared), capture, link)


def sent_back(capture: Capture) -> bool:
    """Whether *capture* only sets a cookie and sends one back to where one is."""
    if not header(capture.headers, "set-cookie"):
        return False
    return judge(capture, Link(capture.url, Kind.LISTING)).target == capture.url


def is_home(url: str) -> bool:
    """Whether *url* is a site's first page."""
    return re.fullmatch(r"/?((index|default)\.\w+)?", urlsplit(url).path) is not None


def _not_modified(capture: Capture) -> Judgement:
    if any(name.lower().startswith("if-") for name, _ in capture.request_headers):
        return Judgement(Verdict.NOT_MODIFIED)
    return Judgement(Verdict.ERROR, "status 304 to a request without a condition")


def _redirect(capture: Capture, link: Link) -> Judgement:
    location = header(capture.headers, "location")
    if not location:
        return Judgement(Verdict.ERROR, f"status {capture.status} without a Location")
    try:
        target = urljoin(capture.url, _as_sent(location))
    except ValueError:
        return Judgement(Verdict.ERROR, f"redirects to {location!r}, which is no address")
    if link.kind is not Kind.LISTING and is_home(target) and not is_home(capture.url):
        return Judgement(Verdict.SOFT_404, "sends a lost visitor to the first page")
    return Judgement(Verdict.REDIRECT, f"to {target}", target=target)


def _as_sent(location: str) -> str:
    # Headers are read as Latin-1; what portals put into them beside ASCII goes back as it came.
    return quote(location.strip().replace("\\", "/").encode("latin-1"), safe=_ASCII)


def _refusal(capture: Capture, content: bytes) -> Judgement:
    status = capture.status
    if status in (404, 410):
        return Judgement(Verdict.GONE, f"status {status}")
    text = decode(content, header(capture.headers, "content-type"))
    if status in CHALLENGES or is_challenge(text):
        return Judgement(Verdict.CHALLENGE, f"a challenge with status {status}", text)
    refused = status in (401, 403, 405, 429, 451)
    return Judgement(Verdict.REFUSED if refused else Verdict.ERROR, f"status {status}", text)


def _data(page: str, link: Link) -> Judgement:
    """Judge a document that came as data; a file is what it stands for where one was promised."""
    if not page:
        return Judgement(Verdict.OTHER, "data without a document")
    seen = _article(page, link)
    if seen.verdict is Verdict.REPORT and link.kind is Kind.ATTACHMENT:
        return seen._replace(verdict=Verdict.ATTACHMENT)
    return seen


def _file(content: bytes, media: str | None, link: Link) -> Judgement:
    if media == HTML and not is_saved_page(content):
        return _file_of_markup(decode(content))
    if media in (HTML, RTF) and not content.rstrip(b"\0\r\n ").endswith((b"--", b"}")):
        return Judgement(Verdict.DAMAGED, "a file without its last line")
    if content.startswith(b"%PDF") and b"%%EOF" not in content[-2048:]:
        return Judgement(Verdict.DAMAGED, "a PDF without its end")
    if content.startswith(b"PK\x03\x04") and b"PK\x05\x06" not in content[-66000:]:
        return Judgement(Verdict.DAMAGED, "a zip file without its directory")
    if media == PNG and b"IEND" not in content[-64:]:
        return Judgement(Verdict.DAMAGED, "a picture without its end")
    if media in IMAGES and len(content) < _SMALLEST_SCAN:
        return Judgement(Verdict.OTHER, "a picture too small to show a report")
    if media is None and link.kind is not Kind.ATTACHMENT:
        return Judgement(Verdict.OTHER, "of a kind that is not read")
    return Judgement(Verdict.ATTACHMENT)


def _file_of_markup(text: str) -> Judgement:
    """Judge a page that came as a file: Office writes such, and names them .doc or .xls."""
    if not (_is_of_office(text) or _names_and_shows(text)):
        page = Judgement(Verdict.SOFT_404, "a page where a file should be", text)
        return _unwanted(text, plain(text)) or page
    if _cut_off(text):
        return Judgement(Verdict.DAMAGED, "the page ends before its last tag", text)
    return Judgement(Verdict.ATTACHMENT)


def _is_of_office(text: str) -> bool:
    return count_signs(text) >= _FEW_SIGNS and _OFFICE.search(text[:_HEAD]) is not None


def _names_and_shows(text: str) -> bool:
    """Whether a page is a report; the menu of a site's other pages has many of its signs."""
    named = any(map(is_report_title, _titles(text))) or all(sign in text for sign in _FORM)
    return named and count_signs(text) >= MANY_SIGNS


def _part(text: str) -> Judgement:
    """Judge a further page of an article: a part of its report, unless it is nothing at all."""
    if bad := _unwanted(text, plain(text)):
        return bad
    if _cut_off(text):
        return Judgement(Verdict.DAMAGED, "the page ends before its last tag", text)
    return Judgement(Verdict.ATTACHMENT, text=text)


def _page(text: str, capture: Capture, link: Link) -> Judgement:
    page = Page(capture.url, text, link)
    if header(capture.headers, "set-cookie") and _only_reloads(text):
        return Judgement(Verdict.REDIRECT, "sets a cookie and loads itself again", text, page.url)
    if shells.recognises(page) and not count_signs(text):
        return _shell(page, capture)
    if _cut_off(text):
        return Judgement(Verdict.DAMAGED, "the page ends before its last tag", text)
    if link.kind is Kind.LISTING:
        # A year in a column may lead to that year's report and not to a list.
        if count_signs(text) >= MANY_SIGNS and (
            xxgk.is_report_address(capture.url)
            or any(map(_names_report, _titles(text)))
            # Behind a title without a year is a list, or the report itself: no menu of links.
            or (is_report_title(link.title) and count_signs(_LINKS.sub("", text)) >= MANY_SIGNS)
        ):
            return Judgement(Verdict.REPORT, text=text)
        # A report that a script puts in its place has a title, but none that is marked as one.
        if not LEADS_ON.search(text) and count_signs(plain(text)) >= MANY_SIGNS:
            return Judgement(Verdict.REPORT, text=text)
        # The latest year's report, with no title of its own, beside the links to the others.
        if not _DATA.match(text) and all(sign in text for sign in _FORM):
            return Judgement(Verdict.REPORT, text=text)
        # A listing is often short, and its menu may have a login: only its lack of links tells.
        return _listing(text)
    return _article(text, link)


def _only_reloads(text: str) -> bool:
    return len(text) < _SHELL and "<a" not in text.lower() and bool(_RELOADS.search(text))


def _shell(page: Page, capture: Capture) -> Judgement:
    if is_challenge(page.text) or capture.status == 202:
        return Judgement(Verdict.CHALLENGE, "a script that sets a cookie", page.text)
    target = next(link.url for link in shells.entries(page))
    return Judgement(Verdict.REDIRECT, f"a shell that leads to {target}", page.text, target)


def _listing(text: str) -> Judgement:
    if _DATA.match(text):
        if _ends_early(text):
            return Judgement(Verdict.DAMAGED, "the data ends early", text)
        return Judgement(Verdict.LISTING, text=text)  # an empty one is the end of its list
    seen = plain(text)
    bare = len(seen) < _SHORT and not LEADS_ON.search(text)
    if not seen and ("公开" in text or "<iframe" in text.lower()):
        bare = is_challenge(text)  # a menu that a script draws, or a frame round a frame
    if bare and (bad := _unwanted(text, seen)):
        return bad
    return Judgement(Verdict.LISTING, text=text)


def _ends_early(data: str) -> bool:
    """Whether *data* stops in its middle; what is no JSON at all stops nowhere."""
    if data.lstrip().startswith("<"):
        return "</datastore" not in data
    start = re.search(r"[\[{]", data)
    try:
        _JSON.raw_decode(data, start.start() if start else 0)
    except json.JSONDecodeError as error:
        return error.msg.startswith("Unterminated") or error.pos >= len(data.rstrip())
    except RecursionError:
        pass  # deeper than any list: who reads it will see
    return False


def _article(text: str, link: Link) -> Judgement:
    signs = count_signs(text)
    if signs < 2 and r"\u" in text:
        signs = count_signs(unescaped(text))
    titled = is_report_title(link.title) or any(map(is_report_title, _titles(text)))
    if signs < 2 or (signs < MANY_SIGNS and not titled):
        seen = plain(text)
        holds = titled and (_FILE.search(text) or _PICTURE.search(text))
        if signs < 2 and not holds and (bad := _unwanted(text, seen)):
            return bad
        signs = count_signs(seen)
        titled = titled or is_report_title(seen[:120])
    if (titled and signs >= 2) or signs >= MANY_SIGNS:
        return Judgement(Verdict.REPORT, text=text)
    pictured = titled and signs < 2 and _PICTURE.search(text)
    return Judgement(Verdict.OTHER, PICTURES if pictured else "a page that is no report", text)


def _names_report(title: str) -> bool:
    named = parse_title(title)
    return named is not None and named.year is not None


def _unwanted(text: str, seen: str) -> Judgement | None:
    wall = find_wall(text, seen)
    return Judgement(wall.verdict, wall.reason, text) if wall else None


def _cut_off(text: str) -> bool:
    tail = text[-4096:].lower()
    return "</html" not in tail and "<html" in text[:4096].lower() and "</html" not in text.lower()


def _titles(text: str) -> list[str]:
    head = text[:20000]
    found = [plain(match[2]) for match in _TITLE.finditer(head)]
    return [*_META_TITLE.findall(head), *found]
