"""Find the bodies that a column shows only by a script: a tree, a box to choose from, a click."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from archive import Link
from crawler.dialects.answers import request
from crawler.dialects.clicks import Click, clicks, handler, outcome
from crawler.dialects.query import with_query
from crawler.pages.addresses import address, unescape
from crawler.pages.anchors import Anchor, anchors
from crawler.pages.asking import Asking, asked_by
from crawler.pages.columns import is_annual, is_group, is_part
from crawler.pages.drawn import heads, objects, rows_of_texts, written
from crawler.pages.javascript import Lookup, constants, evaluated, lookup_in, members
from crawler.pages.lists import SUBCOLUMN_DEPTH, is_file
from crawler.pages.markup import scripts
from crawler.pages.page import Page
from crawler.pages.records import load_json, mappings, plain
from parsers.titles import parse_title

_SCRIPTED = re.compile(r"<script|<select|onclick|javascript:", re.IGNORECASE)
# A branch is asked for as part of a column: what it lists may be called by its year alone.
_NAMED = "政府信息公开年报"
_TREE = re.compile(r"zTree|dTree|jstree|treeview|\.tree\(|el-tree|[Tt]ree", re.IGNORECASE)
_SAID = re.compile(r"公开|年报|年度报告")
_MENU = re.compile(r"公开|\\u516c\\u5f00", re.IGNORECASE)
_CLICKED = re.compile(r"\b(?:onClick|onSelect|onNodeClick|click|nodeClick|itemclick)\s*:\s*")
_SERVICE = re.compile(
    r"(?:\basync\s*:\s*|\.tree\(\s*|\.(?:jstree|treeview)\(\s*|\bdata\s*:\s*)(?=\{)"
)
_PATH = re.compile(r"tree|node|org|dept|depart|unit|bumen|jigou|\bbm", re.IGNORECASE)
_NAMES = re.compile(r"name|text|title|label|mc$", re.IGNORECASE)
_ADDRESSES = re.compile(r"url|href|link|path", re.IGNORECASE)
_MARK = "tree:"
# A member of a node that is yet to come, in an address that its click will make.
_FIELD = re.compile(r"~(\w+)~")
_REPEATED = re.compile(
    r"""(?:@click|v-on:click|ng-click)(?:\.\w+)*=["'](\w+\([^"']*?\w+\.\w+[^"']*\))["']"""
)
_ALL = re.compile(r"^(?:全部|所有|不限)")
_ALL_CHOICE = re.compile(r"<option[^>]*>\s*(?:全部|所有|不限)")
_FEW = 2
_LONGEST = 100_000


def branches(page: Page) -> Iterator[Link]:
    """Yield the lists of the bodies and years that a column's script shows, each once."""
    if page.asked.depth >= SUBCOLUMN_DEPTH:
        return
    if template := _template(page.asked):
        yield from _grown(page, template)
    elif _SCRIPTED.search(page.text) and _may_have(page):
        yield from {link.url + link.body: link for link in _branches(page)}.values()


def bodies(page: Page) -> Iterator[Link]:
    """Yield what the bodies' names on a column lead to, wherever that is on its host."""
    if page.asked.depth >= SUBCOLUMN_DEPTH or not is_annual(page):
        return
    host = urlsplit(page.url).netloc
    for anchor in anchors(page.text, page.url):
        if is_part(anchor.text) and urlsplit(anchor.url).netloc == host:
            link = Link(anchor.url, page.asked.kind, depth=page.asked.depth)
            yield from _branch(page, anchor.text, link)


def nodes(page: Page) -> Iterator[Anchor]:
    """Yield the links of a tree or a menu that a script of *page* draws."""
    for code in scripts(page.text):
        if _TREE.search(code) or _MENU.search(code):
            for node in (*_nodes(code, _SAID.search), *heads(code)):
                if url := _own_address(page, node):
                    name = _name(node)
                    yield Anchor(url, name, text=name)
            yield from written(code, page.url)


def _may_have(page: Page) -> bool:
    """Whether *page* is a column, or a seed that somebody has written down."""
    seed = not page.asked.title and not page.asked.depth
    return is_annual(page) or (seed and urlsplit(page.url).path not in {"", "/"})


def _branches(page: Page) -> Iterator[Link]:
    codes = [code[:_LONGEST] for code in scripts(page.text)]
    clicked = _parts(page, list(clicks(page, codes)))
    opened = handler(codes, _CLICKED) or _repeated(page)
    is_tree = bool(opened) or any(map(_TREE.search, codes))
    fixed = constants(codes) if clicked or is_tree else {}
    for click in clicked:
        known = lookup_in(fixed | click.values)
        link = click.sent or outcome(page, codes, click.code, known)
        yield from _branch(page, click.shown, link)
    if not is_tree:
        return
    for code in codes:
        for node in _nodes(code):
            if is_part(_name(node)):
                yield from _branch(page, _name(node), _opened(page, codes, fixed, opened, node))
    yield from _services(page, codes, fixed, opened)


def _parts(page: Page, found: Sequence[Click]) -> list[Click]:
    """Return the clicks on bodies and years; none where the page lists those of all itself."""
    if any(_ALL.match(click.shown) for click in found) or _ALL_CHOICE.search(page.text):
        titles = (parse_title(anchor.title) for anchor in anchors(page.text, page.url))
        if len({title.issuer for title in titles if title and title.issuer}) > _FEW:
            return []
    return [click for click in found if is_part(click.shown)]


def _repeated(page: Page) -> str:
    """Return what a framework runs at a click on a row that it repeats: `@click="show(d.id)"`."""
    found = _REPEATED.search(page.text)
    return unescape(found[1]) if found else ""


def _branch(page: Page, name: str, link: Link | None) -> Iterator[Link]:
    if link is not None and link.url != page.url and not is_file(link.url):
        title = _NAMED if re.search(r"\d", name) else name + _NAMED
        yield replace(link, title=title, depth=page.asked.depth + 1)


def _nodes(code: str, names: Callable[[str], object] = is_part) -> Iterator[Mapping[str, str]]:
    """Yield the nodes that *code* holds: as objects, or as what a call is given.

    One of the texts that a call is given *names* its node.
    """
    yield from objects(code)
    for texts in rows_of_texts(code):
        named = next((text for text in texts if names(text)), "")
        if named:
            last = next((text for text in texts if text != named and _is_address(text)), "")
            yield {"name": named, "url": last}


def _is_address(text: str) -> bool:
    return bool(re.search(r"[/?.]|^javascript:", text)) and not re.search(
        r"\s|[\u4e00-\u9fff]", text
    )


def _opened(
    page: Page, codes: Sequence[str], fixed: dict[str, str], opened: str, node: Mapping[str, str]
) -> Link | None:
    """Return what a click on *node* asks for: its own address, or what the tree's click makes."""
    own = next((v for k, v in node.items() if _ADDRESSES.search(k) and v), "")
    if own[:11].lower() == "javascript:":
        return outcome(page, codes, own[11:], lookup_in(fixed))
    if url := _own_address(page, node):
        return Link(url, page.asked.kind, depth=page.asked.depth)
    click = next((v for k, v in node.items() if k.lower() in {"click", "onclick"}), "")
    if click:
        return outcome(page, codes, click, lookup_in(fixed))
    return outcome(page, codes, opened, lookup_in(fixed | dict(node))) if opened else None


def _own_address(page: Page, node: Mapping[str, str]) -> str:
    found = (v for k, v in node.items() if _ADDRESSES.search(k) and _is_address(v))
    return next(filter(None, (address(page.url, value) for value in found)), "")


def _name(node: Mapping[str, Any]) -> str:
    named = (str(v) for k, v in node.items() if _NAMES.search(k) and isinstance(v, str))
    return plain(next(named, ""))


def _services(
    page: Page, codes: Sequence[str], fixed: dict[str, str], opened: str
) -> Iterator[Link]:
    """Yield the request by which a tree has its nodes from a service; how one opens goes along."""
    made = outcome(page, codes, opened, _field) if opened else None
    template = {"url": made.url, "method": made.method, "body": made.body} if made else {}
    headers = list(made.headers) if made else []
    for asking in _asked_nodes(page, codes, lookup_in(fixed)):
        link = request(page, asking, "")
        mark = quote(_MARK + json.dumps(template | {"headers": headers}))
        yield replace(link, url=f"{link.url}#{mark}", title=_NAMED)


def _field(name: str) -> str | None:
    """Return what stands for a member of a node: `treeNode.id` will be its id."""
    return f"~{name.rpartition('.')[2]}~" if "." in name and not name.startswith("this.") else None


def _asked_nodes(page: Page, codes: Sequence[str], fixed: Lookup) -> Iterator[Asking]:
    for code in codes:
        for found in _SERVICE.finditer(code):
            options = members(code, found.end())
            url = evaluated(options.get("url", ""), fixed) if "url" in options else None
            if url and (target := address(page.url, url)):
                method = evaluated(options.get("type", options.get("method", "''")), fixed) or "get"
                yield Asking(target, method.upper() if method.lower() == "post" else "GET")
        for asking in asked_by(page, code, codes, fixed):
            if _PATH.search(urlsplit(asking.url).path):
                yield asking


def _template(asked: Link) -> dict[str, Any]:
    mark = unquote(urlsplit(asked.url).fragment)
    return json.loads(mark.removeprefix(_MARK)) if mark.startswith(_MARK) else {}


def _grown(page: Page, template: Mapping[str, Any]) -> Iterator[Link]:
    """Yield the lists of the nodes that a tree's service answers with, and what lies below."""
    shown_on = dict(page.asked.headers).get("Referer", page.url)
    column = replace(page, url=shown_on)
    for record in mappings(load_json(page.text)):
        node = {k: str(v) for k, v in record.items() if isinstance(v, str | int)}
        name = _name(node)
        closed = _is_closed(record)
        if is_part(name) and not (closed and is_group(name)):
            url = _own_address(column, node)
            link = replace(page.asked, url=url, method="GET", body="", headers=()) if url else None
            yield from _branch(column, name, link or _filled(page.asked, template, node))
        elif name and closed:
            yield from _below(page, node)


def _filled(asked: Link, template: Mapping[str, Any], node: Mapping[str, str]) -> Link | None:
    fields = _FIELD.findall(template.get("url", "") + template.get("body", ""))
    if not fields or not all(name in node for name in fields):
        return None

    def fill(text: str) -> str:
        return _FIELD.sub(lambda field: quote(node[field[1]]), text)

    return replace(
        asked,
        url=fill(template["url"]),
        method=template["method"],
        body=fill(template["body"]),
        headers=tuple((name, value) for name, value in template["headers"]),
    )


def _is_closed(record: Mapping[str, Any]) -> bool:
    """Whether a node has others below it that have not come yet."""
    if record.get("children"):
        return False
    said = {key.lower(): value for key, value in record.items()}
    return bool(
        said.get("isparent") in (True, "true", 1)
        or said.get("haschildren") in (True, "true", 1)
        or said.get("children") is True
        or said.get("state") == "closed"
    )


def _below(page: Page, node: Mapping[str, str]) -> Iterator[Link]:
    """Yield the request for what lies below *node*, by its id."""
    id_ = next((value for key, value in node.items() if key.lower() == "id"), "")
    bare, _, mark = page.asked.url.partition("#")
    if id_ and page.asked.method == "GET":
        url = with_query(page.url, bare, id=id_)
        if url != bare:
            yield replace(page.asked, url=f"{url}#{mark}", depth=page.asked.depth)
