"""The statutory forms (统计表格式): one TOML file an edition, loaded and checked here."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from parsers.errors import FormError


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A column of a table; `unit` is the statutory one, empty where the form leaves it open."""

    id: str
    labels: tuple[str, ...]
    unit: str
    money: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A row of a table; rows of different `variant`s stand for each other, never side by side.

    A row's own `unit` goes before its column's. `under` is the head that the form prints over it.
    """

    id: str
    labels: tuple[str, ...]
    number: str = ""
    variant: str = ""
    unit: str = ""
    under: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Identity:
    """An equation between sums: over the columns of each row, or over the rows of each column."""

    id: str
    over: str
    left: tuple[str, ...]
    right: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """One table of a form, with its rows and columns in printed order.

    `layout` is `down` where each row begins with its label, `across` where the rows lie side by
    side in a single printed line of cells, `listed` where a unit stands between label and value,
    and `open` where that is so and no two documents have the same rows.
    """

    id: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    identities: tuple[Identity, ...] = ()
    headings: tuple[str, ...] = ()
    openings: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    skips: tuple[str, ...] = ()
    layout: str = "down"


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """An edition of the statutory tables; a document's is the one that most of its rows have.

    `variants` are those that it prints of rows in tables that it shares with other editions.
    """

    id: str
    tables: tuple[Table, ...]
    variants: tuple[str, ...] = ()


_LAYOUTS = ("down", "across", "listed", "open")
_LISTS = ("headings", "openings", "heads", "ends", "units", "skips")


@cache
def load_forms() -> tuple[Form, ...]:
    """Return the forms that come with the package, newest first.

    Raises:
        FormError: if one of the files is wrong.
    """
    return read_forms(files(__name__).iterdir())


def read_forms(sources: Iterable[Traversable]) -> tuple[Form, ...]:
    """Return the forms in *sources*, TOML files of forms and of the parts that they share.

    Raises:
        FormError: if a file is no TOML, lacks a key, or names a row or column it doesn't have.
    """
    data = {
        source.name.removesuffix(".toml"): _toml(source)
        for source in sources
        if source.name.endswith(".toml")
    }
    parts = {
        name: tuple(_table(name, table) for table in content.get("table", ()))
        for name, content in data.items()
    }
    found = [_form(name, content, parts) for name, content in data.items() if "form" in content]
    return tuple(sorted(found, key=lambda form: form.id, reverse=True))


def _toml(source: Traversable) -> dict[str, Any]:
    try:
        return tomllib.loads(source.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise FormError(f"{source.name}: no TOML: {error}") from error


def _form(name: str, content: Mapping[str, Any], parts: Mapping[str, tuple[Table, ...]]) -> Form:
    _checked(f"{name}.toml", "file", content)
    tables = list(parts[name])
    for part in content.get("parts", ()):
        if part not in parts:
            raise FormError(f"{name}.toml: parts: there is no {part}.toml beside it")
        tables += parts[part]
    if not tables:
        raise FormError(f"{name}.toml: no [[table]]: add one, or a part that has one")
    return Form(content["form"], tuple(tables), tuple(content.get("variants", ())))


def _table(name: str, content: Mapping[str, Any]) -> Table:
    where = f"{name}.toml: table {content.get('id', '?')}"
    _checked(where, "table", content)
    for part in ("column", "row", "identity"):
        for item in content.get(part, ()):
            _checked(where, part, item)
    layout = content.get("layout", "down")
    if layout not in _LAYOUTS:
        raise FormError(f"{where}: layout is {layout!r}, give one of: {', '.join(_LAYOUTS)}")
    unit = content.get("unit", "")
    columns = tuple(_column(where, item, unit) for item in _key(where, "table", content, "column"))
    printed = content.get("row", ()) if layout == "open" else _key(where, "table", content, "row")
    rows = tuple(_row(where, item) for item in printed)
    lists = {key: tuple(content.get(key, ())) for key in _LISTS}
    return Table(
        _key(where, "table", content, "id"),
        columns,
        rows,
        tuple(_identity(where, item, columns, rows) for item in content.get("identity", ())),
        layout=layout,
        **lists,
    )


def _column(where: str, content: Mapping[str, Any], unit: str) -> Column:
    """Return a column of a table whose cells have this *unit*, unless it has one of its own."""
    return Column(
        _key(where, "column", content, "id"),
        tuple(_key(where, "column", content, "labels")),
        content.get("unit", unit),
        content.get("money", False),
    )


def _row(where: str, content: Mapping[str, Any]) -> Row:
    return Row(
        _key(where, "row", content, "id"),
        tuple(_key(where, "row", content, "labels")),
        content.get("number", ""),
        content.get("variant", ""),
        content.get("unit", ""),
        content.get("under", ""),
    )


def _identity(
    where: str, content: Mapping[str, Any], columns: Iterable[Column], rows: Iterable[Row]
) -> Identity:
    over = _key(where, "identity", content, "over")
    if over not in ("rows", "columns"):
        raise FormError(f"{where}: identity: over is {over!r}, give 'rows' or 'columns'")
    left, equals, right = _key(where, "identity", content, "equation").partition("=")
    sides = [tuple(re.findall(r"[\w.-]+", side)) for side in (left, right)]
    known = {item.id for item in (columns if over == "rows" else rows)}
    for name in sides[0] + sides[1]:
        if name not in known:
            raise FormError(f"{where}: identity: equation: there is no {name}")
    if not equals or not all(sides):
        raise FormError(f"{where}: identity: equation: write it as 'a + b = c'")
    return Identity(_key(where, "identity", content, "id"), over, sides[0], sides[1])


_KNOWN = {
    "file": {"form", "parts", "variants", "table"},
    "table": {"id", "unit", "layout", "column", "row", "identity", *_LISTS},
    "column": {"id", "labels", "unit", "money"},
    "row": {"id", "labels", "number", "variant", "unit", "under"},
    "identity": {"id", "over", "equation"},
}


def _checked(where: str, part: str, content: Mapping[str, Any]) -> None:
    """Refuse what would be ignored: a misspelt key, or one label where a list must be."""
    for key, value in content.items():
        if key not in _KNOWN[part]:
            known = ", ".join(sorted(_KNOWN[part]))
            raise FormError(f"{where}: {part}: there is no key {key}; known are {known}")
        if key in ("labels", "parts", "variants", *_LISTS) and not isinstance(value, list):
            raise FormError(f"{where}: {part}: {key} is {value!r}, give a list")


def _key(where: str, part: str, content: Mapping[str, Any], key: str) -> Any:
    if key not in content:
        raise FormError(f"{where}: {part} {content.get('id', '?')}: {key} is missing")
    return content[key]
