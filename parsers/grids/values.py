"""Give the values in one line of a grid to the rows of a table that lie side by side."""

from collections.abc import Iterator, Sequence

from parsers.abreast import parted_rows, repaired_rows
from parsers.document import Cell
from parsers.forms import Row, Table
from parsers.found import Found
from parsers.matching import label_key
from parsers.tokens import holds_numbers


def rows_of_line(
    cells: Sequence[Cell], table: Table, heads: dict[int, str], groups: Sequence[Row]
) -> Iterator[Found]:
    """Yield the rows that one line holds below *heads*, or below the labels of *groups*."""
    place = cells[0].place
    if whole := whole_line(cells, table, heads):
        yield from parted_rows(whole, table, place)
        return
    few = len(cells) < len(table.columns) * len(table.rows)
    if few and any(map(holds_numbers, cells)):
        words = [word for cell in cells for word in cell.text.split()]
        if len(groups) == 1:
            yield Found(table, groups[0], (), tuple(words), place, loose=True)
        else:
            yield from repaired_rows(words, table, place, loose=True)
    elif few and len(groups) != 1 and any(map(_may_be_glued, cells)):
        yield from repaired_rows(
            [cell.text for cell in cells if cell.text], table, place, loose=False
        )
    else:
        line, reordered = _laid_out(cells, table, heads)
        if reordered:
            yield from _reordered(line, table, heads)
        else:
            yield from _by_length(line, table, groups, place)


def whole_line(cells: Sequence[Cell], table: Table, heads: dict[int, str]) -> list[str] | None:
    """Return the cells of a line that has one for each column of each row, in the form's order.

    Word may have merged them over other grid columns than their heads.
    """
    texts = [cell.text for cell in cells]
    size = len(table.columns) * len(table.rows)
    while len(texts) > size and not texts[-1]:
        texts.pop()
    order = [column.id for column in table.columns] * len(table.rows)
    named = [heads[column] for column in sorted(heads)]
    return texts if len(texts) == size and (named == order or len(named) < size) else None


def upright_rows(
    cells: Sequence[Cell], table: Table, row: Row, columns: dict[str, str]
) -> Iterator[Found]:
    """Yield the cell of a table set upright, one label and one value a line."""
    position = next(i for i, cell in enumerate(cells) if label_key(cell.text) in columns)
    values = [cell.text for cell in cells[position + 1 :]]
    if len(values) == 1:
        name = columns[label_key(cells[position].text)]
        line = [values[0] if column.id == name else None for column in table.columns]
        yield Found(table, row, tuple(line), (), cells[position].place, partial=True)


def _laid_out(cells: Sequence[Cell], table: Table, heads: dict[int, str]) -> tuple[list[str], bool]:
    """Return the texts under the heads, or in order, and whether each group has its own order."""
    texts: dict[int, str] = {}
    for cell in cells:
        texts[cell.column] = cell.text
        texts.update((cell.column + more, "") for more in range(1, cell.colspan))
    in_order = [text for _, text in sorted(texts.items())]
    printed = sorted(heads)
    pushed_out = heads and any(text for at, text in texts.items() if at > printed[-1])
    if not heads or pushed_out or not set(printed) <= set(texts):
        return in_order, False
    under = [texts[column] for column in printed]
    order = [column.id for column in table.columns]
    if [*map(heads.get, printed)] == order * (len(printed) // len(order)):
        return under, False
    reordered = len(heads) == len(order) * len(table.rows)
    return (under if reordered else in_order), reordered


def _reordered(line: Sequence[str], table: Table, heads: dict[int, str]) -> Iterator[Found]:
    """Yield the rows where each group prints its columns in an order of its own."""
    width = len(table.columns)
    names = [heads[column] for column in sorted(heads)]
    for number, row in enumerate(table.rows):
        start = number * width
        part = dict(zip(names[start : start + width], line[start : start + width], strict=True))
        if len(part) == width:
            yield Found(table, row, tuple(part[column.id] for column in table.columns))


def _by_length(line: list[str], table: Table, groups: Sequence[Row], place: str) -> Iterator[Found]:
    """Yield the rows that a line holds: one group, all of them, or those that have heads."""
    width = len(table.columns)
    size = width * len(table.rows)
    while line and not line[-1] and len(line) not in (width, size):
        line.pop()
    if len(line) == width and len(groups) == 1:
        yield Found(table, groups[0], tuple(line), (), place)
    elif len(line) == size:
        yield from parted_rows(line, table, place)
    elif len(groups) > 1 and len(line) == width * len(set(groups)) == width * len(groups):
        for number, row in enumerate(groups):  # a group that the office left out
            part = tuple(line[number * width : (number + 1) * width])
            yield Found(table, row, part, (), place)
    else:
        yield from repaired_rows([text for text in line if text], table, place, loose=False)


def _may_be_glued(cell: Cell) -> bool:
    """Whether a cell over several columns may hold the digits of all of them."""
    return 1 < cell.colspan <= len(cell.text) and cell.text.isdecimal()
