"""Lists that turn by a call or a choice: `goPage(2)`, or a box of numbers that sends a form."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urljoin, urlsplit

from lxml import html

from archive import Link
from crawler.dialects import links
from crawler.dialects.query import page_count, with_query
from crawler.pages.asking import PAGE_NAME
from crawler.pages.drawn import destination, function
from crawler.pages.markup import parse_html, scripts
from crawler.pages.page import Page
from crawler.pages.turning import is_next, next_page, next_post

_CALL = re.compile(
    r"""(?:^|javascript:|return|;)\s*(\w+)\(\s*['"]?(\d+)['"]?\s*\)""", re.IGNORECASE
)

# jump() goes to the page whose number was typed into a box.
_BARE_CALL = re.compile(r"(?:^|javascript:|return|;)\s*(\w+)\(\s*\)", re.IGNORECASE)
_TYPED = re.compile(r"(\w+)\s*=\s*[^;=]*?(?:\.val\(\s*\)|\.value\b)")
_CURRENT = re.compile(r"第\s*(?:<[^>]+>\s*)*(\d+)\s*(?:<[^>]+>\s*)*(?:/\s*\d+\s*)?页")

# What changes with a box of page numbers: its form is sent, or a function called with the number.
_CHANGED = re.compile(r"submit\s*\(|(\w+)\s*\(\s*(?:this\.value|this\.options)", re.IGNORECASE)
_SUBMITS = "submit"
_MONTH = 28


def recognises(page: Page) -> bool:
    """Whether the page's 下一页, or its box of page numbers, does what the page says how."""
    return _following(page) is not None


entries = links.entries


def pages(page: Page) -> Iterator[Link]:
    """Yield where that function would go."""
    following = _following(page)
    if following is not None and (following.url != page.url or following.body):
        yield following


def sent_form(page: Page, form: html.HtmlElement, values: dict[str, str]) -> Link:
    """Return the request that sends *form* with *values*."""
    action = urljoin(page.url, form.get("action") or "")
    if (form.get("method") or "get").lower() == "post":
        return next_post(page, action, values)
    return next_page(page, with_query(page.url, action, **values))


def filled_in(form: html.HtmlElement) -> dict[str, str]:
    """Return the names of a form's fields, and what stands in each."""
    named = {item.get("name") or "": item.get("value") or "" for item in form.iter("input")}
    return {name: value for name, value in named.items() if name}


def _following(page: Page) -> Link | None:
    if not any(word in page.text.lower() for word in ("function", "onchange", "<button")):
        return None
    tree = parse_html(page.text)
    if tree is None:
        return None
    if button := _next_button(page, tree):
        return button
    call = _next_call(tree) or _next_choice(tree) or _next_number(page, tree)
    if call is None:
        return _typed(page, tree)
    name, number = call
    if 0 < page_count(page.text) < number:
        return None  # a link behind the last page
    if name == _SUBMITS:
        return _chosen(page, tree, number)
    made = function(list(scripts(page.text)), name)
    if made is None:
        return None
    parameters, body = made
    goes = destination(body, {parameters[0]: str(number)})
    return next_page(page, goes) if goes else _sends(page, tree, body, number)


def _next_button(page: Page, tree: html.HtmlElement) -> Link | None:
    """Return the form that the button to the next page sends, with that page's number."""
    for form in tree.iter("form"):
        for button in form.iter("button", "input"):
            name, value = button.get("name") or "", button.get("value") or ""
            if name and value.isdecimal() and is_next("".join(button.itertext())):
                return sent_form(page, form, filled_in(form) | {name: value})
    return None


def _next_call(tree: html.HtmlElement) -> tuple[str, int] | None:
    """Return the function and the number that the link to the next page calls."""
    for element in tree.iter("a", "input", "button", "span"):
        shown = "".join(element.itertext()) or element.get("value") or element.get("title") or ""
        if is_next(shown):
            for code in (element.get("onclick") or "", element.get("href") or ""):
                if found := _CALL.search(code):
                    return found[1], int(found[2])
    return None


def _next_number(page: Page, tree: html.HtmlElement) -> tuple[str, int] | None:
    """Return what the next number of a bar calls: `<span onclick="go(2)">2</span>`."""
    bar: dict[int, str] = {}
    for element in tree.iter("a", "span", "li", "button"):
        shown = "".join(element.itertext()).strip()
        call = _CALL.search(element.get("onclick") or element.get("href") or "")
        if call and shown == call[2]:
            bar[int(shown)] = call[1]
    asked = parse_qsl(f"{urlsplit(page.asked.url).query}&{page.asked.body}")
    numbers = (int(value) for name, value in asked if PAGE_NAME.match(name) and value.isdecimal())
    following = next(numbers, _current_number(page.text)) + 1
    # What has as many numbers is a calendar.
    return (bar[following], following) if following in bar and len(bar) < _MONTH else None


def _next_choice(tree: html.HtmlElement) -> tuple[str, int] | None:
    """Return what choosing the next number in a box calls, and that number."""
    for box in tree.iter("select"):
        found = _CHANGED.search(box.get("onchange") or "")
        if found and (number := _after_chosen(box)):
            return found[1] or _SUBMITS, number
    return None


def _typed(page: Page, tree: html.HtmlElement) -> Link | None:
    """Return where the button beside a box leads when the next page's number is typed there."""
    number = _current_number(page.text) + 1
    if number > page_count(page.text):
        return None
    codes = list(scripts(page.text))
    for element in tree.iter("a", "input", "button", "span"):
        call = _BARE_CALL.search(element.get("onclick") or element.get("href") or "")
        made = function(codes, call[1]) if call else None
        typed = _TYPED.search(made[1]) if made else None
        if made and typed and (goes := destination(made[1], {typed[1]: str(number)})):
            return next_page(page, goes)
    return None


def _current_number(text: str) -> int:
    found = _CURRENT.search(text)
    return int(found[1]) if found else 1


def _after_chosen(box: html.HtmlElement) -> int:
    """Return the number behind the chosen one in a box of page numbers; 0 if there is none."""
    choices = list(box.iter("option"))
    values = [(choice.get("value") or "".join(choice.itertext())).strip() for choice in choices]
    if len(values) < 2 or values != [str(number) for number in range(1, len(values) + 1)]:
        return 0
    chosen = next((n for n, choice in enumerate(choices, 1) if "selected" in choice.attrib), 1)
    return chosen + 1 if chosen < len(values) else 0


def _chosen(page: Page, tree: html.HtmlElement, number: int) -> Link | None:
    """Return the form that is sent when *number* is chosen in its box."""
    for form in tree.iter("form"):
        box = next((b for b in form.iter("select") if b.get("name") and _after_chosen(b)), None)
        if box is not None:
            return sent_form(page, form, filled_in(form) | {box.get("name") or "": str(number)})
    return None


def _sends(page: Page, tree: html.HtmlElement, body: str, number: int) -> Link | None:
    """Return the form that the function sends, with the number in the field that it sets."""
    named = re.search(r"""["'.#](\w+)["'\])]*\.val(?:ue\s*=|\()""", body)
    if not named or "submit" not in body:
        return None
    for form in tree.iter("form"):
        inputs = {item.get("name") or "": item for item in form.iter("input") if item.get("name")}
        field = next((n for n, i in inputs.items() if named[1] in (n, i.get("id"))), "")
        if field:
            return sent_form(page, form, filled_in(form) | {field: str(number)})
    return None
