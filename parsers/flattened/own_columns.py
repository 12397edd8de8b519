"""Tell where a flattened table has columns of its own beside the form's, and read its rows."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import combinations

from msgspec.structs import replace

from parsers.forms import Table
from parsers.found import Found, adds_up
from parsers.repair.sums import sums_of
from parsers.tokens import is_value

# Heads of columns with figures that no form has.
_RATIOS = ("占比", "比例", "比重", "百分比", "同比", "环比")
_FIGURES = (*_RATIOS, "小计", "序号", "行次", "行号", "编号", "代码", "去年同期", "上年同期")
# A column of the form may be called by the second of these, but not beside the first.
_TOTALS = ("总计", "合计")
# What ends the words between a heading and the heads below it.
_ENDS_PROSE = ("。", ";", "如下")
# Heads take so many characters, with the note on the sums among them.
_LONGEST_HEADS = 300
_MOST = 3


def count_own_columns(text: str, end: int, table: Table) -> int:
    """Return how many columns of their own the heads before *end* add to a *table*.

    Heads in an order of their own leave as little certain as too many of them.
    """
    start = max(0, end - _LONGEST_HEADS)
    above = [text.rfind(mark, start, end) for mark in (*_ENDS_PROSE, *table.headings)]
    return _count(text[max(start, *above) : end], table)


def beside_own_columns(empty: Found, tokens: Sequence[str], count: int) -> Found:
    """Return the *empty* row with the cells that *tokens* leave beside *count* other columns.

    It is lost where a token is missing, or where the sums of the row don't tell whose each is.
    """
    table = empty.table
    width = len(table.columns)
    values = [token for token in tokens if is_value(token)]
    plain = [token for token in values if not token.endswith("%")]
    lost = replace(empty, cells=(None,) * width, tokens=tuple(values))
    if len(values) != width + count or count > _MOST:
        return lost
    rows = [replace(empty, cells=cells) for cells in combinations(plain, width)]
    if sums_of(table):
        rows = [row for row in rows if adds_up(row)]
    elif len(rows) > 1:
        return lost
    if len(plain) == width or not rows:
        return rows[0] if rows else lost
    agreed = tuple(texts[0] if len(set(texts)) == 1 else None for texts in _columns(rows))
    repaired = frozenset(at for at, text in enumerate(agreed) if text is not None)
    return replace(lost, cells=agreed, repaired=repaired)


@lru_cache(maxsize=256)
def _count(printed: str, table: Table) -> int:
    heads = "".join(printed.split())
    if sums_of(table) and not _are_in_order(heads, table):
        return _MOST + 1
    own = sum(word in heads for word in _FIGURES)
    return own + all(word in heads for word in _TOTALS)


def _are_in_order(heads: str, table: Table) -> bool:
    """Whether the heads of a sum's parts, all but the last one, stand in the form's order.

    The last, 其他, is a part of other heads too, and the total may stand before or behind it.
    """
    places = [max(map(heads.rfind, column.labels)) for column in table.columns]
    *parts, _, total = places
    return min(*parts, total) < 0 or (parts == sorted(parts) and total > parts[0])


def _columns(rows: Sequence[Found]) -> Iterator[tuple[str | None, ...]]:
    return zip(*(row.cells for row in rows), strict=True)
