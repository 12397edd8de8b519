"""Tell what of a workbook nobody sees: hidden rows and columns, sums that were not worked out."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from zipfile import ZipFile

from parsers.readers.parts import read_xml

# A column's number as a cell names it, and the highest that counts.
_WIDEST = 16_384


class Cover(NamedTuple):
    """The hidden rows and columns of a sheet, and its formulas without a value, from 0."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    unknown: frozenset[tuple[int, int]] = frozenset()


def covers(parts: ZipFile) -> dict[str, Cover]:
    """Return what is covered on each sheet of a workbook (.xlsx), by the sheet's name."""
    found = {}
    for name, part in _sheets(parts):
        xml = parts.read(part)
        if b"hidden=" in xml or b"<f" in xml or b":f" in xml:
            found[name] = _cover(read_xml(xml))
    return found


def _sheets(parts: ZipFile) -> Iterator[tuple[str, str]]:
    names = set(parts.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return
    targets = {
        relation.get("Id"): relation.get("Target") or ""
        for relation in read_xml(parts.read("xl/_rels/workbook.xml.rels"))
    }
    for sheet in read_xml(parts.read("xl/workbook.xml")).iter("{*}sheet"):
        key = next((value for name, value in sheet.items() if name.endswith("}id")), None)
        target = targets.get(key, "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in names:
            yield sheet.get("name") or "", part


def _cover(sheet: Any) -> Cover:
    rows, columns, unknown = set[int](), set[int](), set[tuple[int, int]]()
    for column in sheet.iter("{*}col"):
        if _is_on(column.get("hidden")):
            first, last = int(column.get("min", 1)), int(column.get("max", 1))
            columns.update(range(first - 1, min(last, _WIDEST)))
    for number, row in enumerate(sheet.iter("{*}row")):
        at = int(row.get("r", number + 1)) - 1
        if _is_on(row.get("hidden")):
            rows.add(at)
        for place, cell in enumerate(row.iter("{*}c")):
            value = cell.find("{*}v")
            if cell.find("{*}f") is not None and (value is None or not value.text):
                unknown.add((at, _column(cell.get("r")) if cell.get("r") else place))
    return Cover(frozenset(rows), frozenset(columns), frozenset(unknown))


def _is_on(switch: str | None) -> bool:
    return switch in ("1", "true", "on")


def _column(name: str) -> int:
    """Return the number of the column that a cell's name begins with, from 0."""
    number = 0
    for letter in name.upper():
        if "A" <= letter <= "Z":
            number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
