"""Read tables whose indicators stand in the head, with one line of values or several below them."""

import re
from collections.abc import Iterator, Sequence

from parsers.document import Block, Cell, Line
from parsers.forms import Table
from parsers.indicators.entries import UNIT, Entry, value_ids
from parsers.matching import bare_label
from parsers.normal import squeeze

_LABEL = re.compile(r"\D.*(?:[数量额费]|情形|信息|秘密|隐私)(?:\(.{1,60}\))?")
_AMOUNT = re.compile(r"[-+]?\d[\d,]*(?:\.\d+)?[条件次篇个人元万余多]{0,2}|[-—/]{1,4}|无|")
_FEWEST = 4
_MOST_LINES = 12


def wide_entries(sheet: Sequence[Sequence[Cell]], tables: Sequence[Table]) -> list[Entry]:
    """Return an entry for each indicator in the head of *sheet*, or nothing where it has none.

    A line of units below gives the units; each line of values is a value column.
    """
    for at, cells in enumerate(sheet[:_MOST_LINES]):
        filled = [cell for cell in cells if cell.text]
        if _name_indicators([cell.text for cell in filled]):
            corner = not filled[0].column and not _is_label(filled[0].text)
            below = [line for line in sheet[at + 1 :] if any(cell.text for cell in line)]
            return _entries(filled[corner:], below, tables)
    return []


def _name_indicators(texts: Sequence[str]) -> bool:
    """Whether the texts of a line are names, and most of them such as indicators have."""
    named = sum(map(_is_label, texts))
    others = [
        text for text in map(squeeze, texts) if _AMOUNT.fullmatch(text) or UNIT.fullmatch(text)
    ]
    return named >= _FEWEST and 10 * named >= 6 * len(texts) and not others


def _is_label(text: str) -> bool:
    return _LABEL.fullmatch(bare_label(text)) is not None


def lines_of_words(blocks: Sequence[Block]) -> Iterator[list[list[Cell]]]:
    """Yield the runs of lines that have the same number of words, the first of them a head."""
    run: list[list[Cell]] = []
    for block in blocks:
        words = block.text.split(" ") if isinstance(block, Line) else []
        if run and len(words) != len(run[0]):
            if len(run) > 1:
                yield run
            run = []
        if run or _name_indicators(words):
            line = enumerate(words)
            run.append([Cell(word, len(run), at, place=block.place) for at, word in line])
    if len(run) > 1:
        yield run


def _entries(
    labels: Sequence[Cell], below: Sequence[Sequence[Cell]], tables: Sequence[Table]
) -> list[Entry]:
    columns = {cell.column for cell in labels}
    units: dict[int, str] = {}
    values: dict[str, dict[int, str]] = {}
    ids = iter(value_ids(_MOST_LINES))
    cumulative = _cumulative_labels(tables)
    for line in below:
        texts = {cell.column: cell.text for cell in line if cell.column in columns}
        printed = [squeeze(text) for text in texts.values() if text]
        named = {squeeze(cell.text) for cell in line if cell.column not in columns}
        if not units and _are_all(UNIT, printed):
            units = texts
        elif len(values) < _MOST_LINES and _are_all(_AMOUNT, printed):
            values["cumulative" if named & cumulative else next(ids)] = texts
        elif values:
            break  # what is said below the table
        else:
            return []
    return [
        Entry(
            cell.text,
            squeeze(units.get(cell.column, "")),
            {name: texts.get(cell.column, "") for name, texts in values.items()},
            cell.place,
        )
        for cell in labels
        if values
    ]


def _cumulative_labels(tables: Sequence[Table]) -> set[str]:
    """Return what the columns of figures since the beginning are called (历年累计)."""
    columns = (column for table in tables for column in table.columns)
    return {label for column in columns if column.id == "cumulative" for label in column.labels}


def _are_all(pattern: re.Pattern[str], texts: Sequence[str]) -> bool:
    return bool(texts) and all(map(pattern.fullmatch, texts))
