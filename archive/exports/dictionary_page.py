"""Write docs/data-dictionary.md from the forms, the columns and the crosswalk."""

import sys
from collections.abc import Iterator

from archive.exports.columns import load_columns
from archive.exports.crosswalk import load_crosswalk
from archive.exports.dictionary import Entry, dictionary

HEAD = """\
# Data dictionary · 数据字典

Written by `python -m archive.exports.dictionary_page` from the forms, `columns.toml` and
`crosswalk.toml`; every data package carries the same as CSV.

A figure is named by a key, `table.row.column`, which is the same whatever carrier it was read
from. 每个数值由“表.行.列”代码标识，与网页、PDF、Word 等载体无关。

**A blank is not a zero. 空白不是零。** `state` says how a value came about: `read` 读出,
`repaired` 修复 (the flattening was undone, and the identities allow one reading only), or why
there is none: `blank` 空白, `dash` 横线, `words` 文字, `lost` 丢失. Nothing is converted: an amount
keeps its printed unit and all its decimals.

Denominators: for each year, form and key, `denominators` has `expected` (how many reports the
archive's sources give at least, by `[expect]` in their files; empty where one of them does not say,
and where reports are narrowed by more than the year), `published` (reports on that year, whatever
their form), `parsed` (reports that have the cell), `doubtful` (repaired and lost cells), and how
many cells are in each state.
"""


def lines() -> Iterator[str]:
    """Yield the page line by line."""
    yield HEAD
    yield "## Columns · 列\n"
    yield from _table(("column", "type", "中文", "English"), _columns())
    yield "\n## Series across editions · 跨格式可比指标\n"
    yield "`panel` has these; a sum has a value only if all of its keys have one.\n"
    yield from _table(("series", "中文", "English", "comparable", "keys", "note"), _series())
    yield "\n## Keys · 指标代码"
    tables: dict[str, list[Entry]] = {}
    for entry in dictionary():
        tables.setdefault(entry.key.partition(".")[0], []).append(entry)
    for table, found in tables.items():
        yield f"\n### `{table}` {found[0].table_zh}\n"
        rows = ((f"`{e.key}`", f"{e.row_zh} · {e.column_zh}", e.unit, e.forms) for e in found)
        yield from _table(("key", "中文", "unit", "forms"), rows)


def page() -> str:
    """Return the page."""
    return "\n".join(lines()) + "\n"


def _columns() -> Iterator[tuple[str, ...]]:
    for name, column in load_columns().items():
        yield f"`{name}`", column.type, column.zh, column.en


def _series() -> Iterator[tuple[str, ...]]:
    for series in load_crosswalk():
        keys = "; ".join(f"{form}: {' + '.join(names)}" for form, names in series.keys.items())
        shown = (series.label_zh, series.label_en, series.comparable, keys, series.note)
        yield f"`{series.id}`", *shown


def _table(head: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"


if __name__ == "__main__":
    sys.stdout.write(page())
