"""Tell rows that sum up a part of a table, as 合计 below a group does, from the sum of all."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from parsers.document import Grid
from parsers.forms import Table
from parsers.found import Found


def without_subtotals(rows: list[Found], grid: Grid) -> list[Found]:
    """Return the *rows* of a grid without sums that more of the form's parts follow.

    Of two sums with no part between them the second is that of all.
    """
    first = next((at for at, found in enumerate(rows) if found.row.id in _parts(found.table)), None)
    if first is None or not _are_followed(rows[first], rows[first + 1 :]):
        return rows
    order = {cell.place: at for at, cell in enumerate(grid.cells)}
    lines = sorted(rows, key=lambda found: order[found.place])
    subtotals = [found for at, found in enumerate(lines) if _is_subtotal(lines, at)]
    return [found for found in rows if found not in subtotals]


def _are_followed(total: Found, rows: Iterable[Found]) -> bool:
    own = {total.row.id, *_parts(total.table)[total.row.id]}
    return any(found.row.id in own for found in rows)


def _is_subtotal(lines: Sequence[Found], at: int) -> bool:
    """Whether a line is a sum that another one follows at once, or parts not seen before it."""
    total = lines[at]
    parts = _parts(total.table).get(total.row.id)
    if parts is None:
        return False
    before = {found.row.id for found in lines[:at]}
    behind = [found.row.id for found in lines[at + 1 :] if found.table is total.table]
    return total.row.id in behind[:1] or not parts.isdisjoint(set(behind) - before)


@cache
def _parts(table: Table) -> Mapping[str, frozenset[str]]:
    """Return the parts of each row that is a sum."""
    sums = (each for each in table.identities if each.over == "columns" and len(each.left) == 1)
    return {each.left[0]: frozenset(each.right) for each in sums}
