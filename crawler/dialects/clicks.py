"""Say what a click on an element or a choice in a box asks for, by what the page's scripts say."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from lxml import html

from archive import Kind, Link
from crawler.dialects.answers import request
from crawler.dialects.calls import filled_in, sent_form
from crawler.pages.addresses import address
from crawler.pages.anchors import anchors
from crawler.pages.asking import asked_by
from crawler.pages.drawn import function, going
from crawler.pages.javascript import Lookup, arguments, block, evaluated
from crawler.pages.markup import parse_html
from crawler.pages.page import Page
from parsers.titles import parse_title

# The bodies of what scripts attach, each with its selector's parts, by what the selector ends with.
Handlers = dict[str, list[tuple[list[str], str]]]
_MOST = 40
# How deep one function may call another.
_DEEPEST = 3
_CLICKED = {"a", "li", "td", "tr", "span", "div", "dd", "dt", "p", "button", "em", "h3", "h4"}
_RUNS = r"(?:function\s*\(\s*(?P<{0}>\w*)[^)]*\)|\(?\s*(?P<{0}2>\w*)\s*\)?\s*=>)\s*(?=\{{)"
_EVENT = r"""["'](?:click|change|changed)["']\s*,\s*"""
# $("#depts li").click(function () {…}), $(document).on("change", "#dept", function () {…}), and
# the same without jQuery.
_ATTACHED = re.compile(
    r"""(?:\$\(\s*(?:document|["'](?P<on>[^"']+)["'])\s*\)\s*\.(?:(?:on|bind|live|delegate)\(\s*"""
    rf"""(?:(?P<early>["'][^"']+["'])\s*,\s*)??{_EVENT}(?:["'](?P<within>[^"']+)["']\s*,\s*)?"""
    r"""|(?:click|change)\(\s*)"""
    r"""|(?:getElementById|querySelector)\(\s*["'](?P<id>[^"']+)["']\s*\)\s*\."""
    rf"""(?:addEventListener\(\s*{_EVENT}|on(?:click|change)\s*=\s*)){_RUNS.format("event")}"""
)
_NOTHING = re.compile(r"[\s;]*(?:void\s*\(?\s*0?\s*\)?)?[\s;]*")
_YEAR = re.compile(r"20[0-3]\d年?度?")
_SIMPLE = re.compile(r"(\w*)(?:([#.])([\w-]+))?(?::\w+)?$")
_CALL = re.compile(
    r"(?<![\w.$])(?!function\b|if\b|for\b|while\b|switch\b|return\b)([A-Za-z_$][\w$]*)\s*\("
)
_ASSIGNED = re.compile(r"(?<![\w.$])(?:var\s+|let\s+|const\s+)?([A-Za-z_$][\w$.]*)\s*=(?![=>])\s*")
# What stands for the value that is chosen, and for what the element itself holds.
_CHOSEN = re.compile(
    r"""\$\(\s*this\s*\)\s*\.(?:(?:find|children)\([^)]*\)\s*\.)?val\(\s*\)"""
    r"""|this\.options\s*\[\s*this\.(?:options\.)?selectedIndex\s*\]\.value"""
    r"""|\b\w+\.(?:target|currentTarget)\.value"""
)
# What is chosen in a box elsewhere on the page.
_BOX = re.compile(
    r"""\$\(\s*["'](?:#|select\[name=["']?)([\w-]+)[^"')]*["']\s*\)\.(?:val\(\s*\)|find\([^)]*\)\.val\(\s*\))"""
    r"""|getElementById\(\s*["']([\w-]+)["']\s*\)\.value"""
)
_HELD = re.compile(
    r"""(?:\$\(\s*this\s*\)\s*\.(?:attr|(?P<data>data))|this\.getAttribute)\(\s*["'](?P<name>[\w-]+)["']\s*\)"""
    r"""|this\.dataset\.(?P<set>\w+)|\$\(\s*this\s*\)\.(?P<text>text)\(\s*\)"""
)


class Click(NamedTuple):
    """What can be clicked or chosen: what it shows, what then runs, and what that refers to.

    `sent` is the form that goes off, where that is all that happens.
    """

    shown: str
    code: str
    values: dict[str, str]
    sent: Link | None = None


def clicks(page: Page, codes: Sequence[str]) -> Iterator[Click]:
    """Yield the elements of *page* that run something when they are clicked or chosen."""
    tree = parse_html(page.text)
    if tree is None:
        return
    handlers = _by_target(_handlers(codes))
    for element in tree.iter():
        if element.tag == "select":
            yield from _choices(page, element, handlers)
        elif element.tag in _CLICKED:
            code = _own_code(element) or _attached(element, handlers)
            if code:
                shown = "".join("".join(element.itertext()).split())
                yield Click(shown, code, _held(element))


def outcome(page: Page, codes: Sequence[str], code: str, known: Lookup) -> Link | None:
    """Return the request that running *code* makes, its variables being *known*; None if none.

    What it goes to or opens is asked for plainly, what it loads as the script does.
    """
    return _outcome(page, codes, code, known, _DEEPEST)


def handler(codes: Sequence[str], named: re.Pattern[str]) -> str:
    """Return the body of the function that an option called as *named* is given, empty if none."""
    for code in codes:
        for match in named.finditer(code):
            runs = re.compile(_RUNS.format("event")).match(code, match.end())
            written = re.compile(r"function\s*\(([^)]*)\)\s*(?=\{)").match(code, match.end())
            if begins := written or runs:
                return block(code, begins.end())
            name = re.compile(r"\s*([\w$]+)").match(code, match.end())
            if name and (made := function(codes, name[1])):
                return made[1]
    return ""


def _outcome(page: Page, codes: Sequence[str], code: str, known: Lookup, depth: int) -> Link | None:
    code = _plainly(code)
    known = _with_assigned(code, known)
    asking = next(asked_by(page, code, codes, known), None)
    if asking is not None:
        return request(page, asking, "")
    if goes := going(code, known):
        url = address(page.url, goes)
        return Link(url, Kind.LISTING, depth=page.asked.depth) if url else None
    if not depth:
        return None
    for call in islice(_CALL.finditer(code), 10):
        made = function(codes, call[1])
        if made is None:
            continue
        parameters, body = made
        given = list(arguments(code, call.end()))
        values = {}
        for name, text in zip(parameters, given, strict=False):
            if text == "this":
                body = re.sub(rf"(?<![\w.]){re.escape(name)}(?=\.|\s*\))", "this", body)
            elif value := evaluated(text, known):
                values[name] = value
        found = _outcome(page, codes, body, _either(values, known), depth - 1)
        if found is not None:
            return found
    return None


def _either(values: Mapping[str, str], known: Lookup) -> Lookup:
    def look(name: str) -> str | None:
        return values[name] if name in values else known(name)

    return look


def _with_assigned(code: str, known: Lookup) -> Lookup:
    """Return *known* with what *code* assigns; of two texts the one that *known* has a part in."""
    values: dict[str, str] = {}
    look = _either(values, known)
    for match in _ASSIGNED.finditer(code):
        value = evaluated(code, look, match.end())
        constant = evaluated(code, lambda _: None, match.end())
        if value is not None and (constant is None or match[1] not in values):
            values[match[1]] = value
    return look


def _plainly(code: str) -> str:
    """Return *code* with what it says of the element in one way: `this.value`, `this.data_id`."""
    code = _CHOSEN.sub("this.value", code).replace("document.getElementById", "getElementById")
    code = _BOX.sub(lambda box: _chosen_in(box[1] or box[2]), code)

    def told(match: re.Match[str]) -> str:
        if match["text"]:
            return "this.text"
        name = match["name"] or match["set"]
        return "this." + ("data_" if match["data"] or match["set"] else "") + name.replace("-", "_")

    return _HELD.sub(told, code)


def _own_code(element: html.HtmlElement) -> str:
    code = element.get("onclick") or ""
    href = (element.get("href") or "").strip()
    code = code or (href[11:] if href[:11].lower() == "javascript:" else "")
    return "" if _NOTHING.fullmatch(code) else code


def _held(element: html.HtmlElement) -> dict[str, str]:
    held = {f"this.{str(key).replace('-', '_')}": str(value) for key, value in element.items()}
    return held | {"this.text": "".join("".join(element.itertext()).split())}


def _choices(page: Page, box: html.HtmlElement, handlers: Handlers) -> Iterator[Click]:
    code = box.get("onchange") or _attached(box, handlers)
    if not code:
        yield from _searches(page, box)
        return
    own = _chosen_in(box.get("id") or box.get("name") or "")
    for choice in box.iter("option"):
        value, shown = choice.get("value"), "".join("".join(choice.itertext()).split())
        value = shown if value is None else value.strip()
        if value:
            held = {"this.value": value, "this.text": shown, own: value}
            yield Click(shown, code, held, _sent(page, box, code, value))


def _chosen_in(box: str) -> str:
    return f"chosen_in_{box.replace('-', '_')}"


def _searches(page: Page, box: html.HtmlElement) -> Iterator[Click]:
    """Yield the years of a form that asks for one at a time: what is chosen is what is shown."""
    form = next(box.iterancestors("form"), None)
    if form is None or not box.get("name") or (form.get("method") or "get").lower() != "get":
        return
    choices = [choice for choice in box.iter("option") if choice.get("value")]
    years = {"".join("".join(choice.itertext()).split()): choice for choice in choices}
    chosen = next((year for year in years if "selected" in years[year].attrib), "")
    if not (chosen and all(map(_YEAR.fullmatch, years)) and _shows_only(page, chosen)):
        return
    for year, choice in years.items():
        if year != chosen:
            sent = filled_in(form) | {box.get("name") or "": choice.get("value") or ""}
            yield Click(year, "", {}, sent_form(page, form, sent))


def _shows_only(page: Page, year: str) -> bool:
    """Whether the reports that *page* lists are all of that *year*."""
    titles = (parse_title(anchor.title) for anchor in anchors(page.text, page.url))
    return {title.year for title in titles if title} <= {int(year[:4])}


def _sent(page: Page, box: html.HtmlElement, code: str, value: str) -> Link | None:
    """Return the form of *box* as it is sent when *value* is chosen."""
    form = next(box.iterancestors("form"), None)
    name = box.get("name")
    if form is None or not name or not re.search(r"submit\s*\(", code):
        return None
    return sent_form(page, form, filled_in(form) | {name: value})


def _handlers(codes: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield each selector that a script attaches a function to, with that function's body."""
    for code in codes:
        for match in _ATTACHED.finditer(code):
            early = (match["early"] or "").strip("\"'")
            selector = match["within"] or early or match["on"] or match["id"] or ""
            if match["id"] and not selector.startswith(("#", ".")):
                selector = f"#{selector}"
            yield selector, block(code, match.end())


def _by_target(found: Iterable[tuple[str, str]]) -> Handlers:
    """Return the handlers by the id, the class or the tag that their selectors end with."""
    handlers: Handlers = {}
    for selectors, body in islice(found, _MOST):
        for selector in selectors.split(","):
            parts = re.split(r"[\s>]+", selector.strip())
            if simple := _SIMPLE.match(parts[-1]):
                target = f"{simple[2]}{simple[3]}" if simple[3] else simple[1].lower()
                known = handlers.setdefault(target, [])
                if all(parts != others for others, _ in known):
                    known.append((parts, body))
    return handlers


def _attached(element: html.HtmlElement, handlers: Handlers) -> str:
    """Return what a script attaches to *element*, told by a selector's last and first part."""
    if not handlers:
        return ""
    classes = (f".{name}" for name in (element.get("class") or "").split())
    for target in (f"#{element.get('id')}", *classes, element.tag):
        for parts, body in handlers.get(target, ()):
            if _fits(parts[-1], element) and (
                len(parts) == 1 or any(_fits(parts[0], above) for above in element.iterancestors())
            ):
                return body
    return ""


def _fits(part: str, element: html.HtmlElement) -> bool:
    found = _SIMPLE.match(part)
    if not found or not (found[1] or found[3]) or (found[1] and element.tag != found[1].lower()):
        return False
    if found[2] == "#":
        return bool(element.get("id") == found[3])
    return not found[3] or found[3] in (element.get("class") or "").split()
