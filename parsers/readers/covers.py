"""Tell what a workbook shows otherwise than it stores it: nothing, or something else."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from zipfile import ZipFile

from parsers.errors import UnreadableMediaError
from parsers.readers.masks import UNKNOWN, Mask, masks_of
from parsers.readers.parts import read_xml

_STYLES = "xl/styles.xml"
_PLAIN = Mask()
# A column's number as a cell names it, and the highest that counts.
_WIDEST = 16_384


class Cover(NamedTuple):
    """The hidden rows and columns of a sheet, from 0, and what some cells print by their places.

    These are formulas without a value, and numbers whose format prints something else.
    """

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()
    printed: Mapping[tuple[int, int], str] = MappingProxyType({})


def covers(parts: ZipFile) -> dict[str, Cover]:
    """Return what is covered on each sheet of a workbook (.xlsx), by the sheet's name.

    Raises:
        UnreadableMediaError: if a sheet is damaged.
    """
    found = {}
    masks = masks_of(parts.read(_STYLES)) if _STYLES in parts.namelist() else {}
    for name, part in _sheets(parts):
        xml = parts.read(part)
        if masks or any(sign in xml for sign in (b"hidden=", b"<f", b":f", b"showZeros=")):
            try:
                found[name] = _cover(read_xml(xml), masks)
            except ValueError as error:
                raise UnreadableMediaError(f"the sheet {name} is damaged: {error}") from error
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


def _cover(sheet: Any, masks: Mapping[int, Mask]) -> Cover:
    rows, columns, printed = set[int](), set[int](), dict[tuple[int, int], str]()
    hides = any(view.get("showZeros") in ("0", "false") for view in sheet.iter("{*}sheetView"))
    plain = Mask(zero="") if hides else _PLAIN
    for column in sheet.iter("{*}col"):
        if _is_on(column.get("hidden")):
            first, last = int(column.get("min", 1)), int(column.get("max", 1))
            columns.update(range(first - 1, min(last, _WIDEST)))
    for number, row in enumerate(sheet.iter("{*}row")):
        at = int(row.get("r", number + 1)) - 1
        if _is_on(row.get("hidden")):
            rows.add(at)
        for place, cell in enumerate(row.iter("{*}c")):
            text = _printed(cell, masks.get(int(cell.get("s", 0)), plain))
            if text is not None:
                printed[at, _column(cell.get("r")) if cell.get("r") else place] = text
    return Cover(frozenset(rows), frozenset(columns), printed)


def _printed(cell: Any, mask: Mask) -> str | None:
    """Return what a cell prints, None where that is its value."""
    value = cell.findtext("{*}v")
    if not value:
        return UNKNOWN if cell.find("{*}f") is not None else None
    if mask == _PLAIN or cell.get("t", "n") != "n":
        return None
    try:
        return mask.printed(float(value))
    except ValueError:
        return None  # no number: whoever reads the value will say so


def _is_on(switch: str | None) -> bool:
    return switch in ("1", "true", "on")


def _column(name: str) -> int:
    """Return the number of the column that a cell's name begins with, from 0."""
    number = 0
    for letter in name.upper():
        if "A" <= letter <= "Z":
            number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
