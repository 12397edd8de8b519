"""Read what the heads of columns say: the order of a table's columns, and the unit of money."""

import re
from functools import lru_cache

from parsers.forms import Column, Table

_MONEY_UNIT = re.compile(r"[(\[]?(?:单位[:]?)?(万元|亿元|千元|元)[)\]]?$")


def unit_in_head(text: str) -> str:
    """Return the unit that the head of a column of money prints, if it prints one.

    >>> unit_in_head("采购总金额(万元)")
    '万元'
    """
    match = _MONEY_UNIT.search("".join(text.split()))
    return match[1] if match else ""


@lru_cache(maxsize=256)
def column_order(found: tuple[Column, ...], table: Table) -> tuple[int, ...] | None:
    """Return where each printed column belongs in the form, if all of them are printed."""
    ids = [column.id for column in table.columns]
    printed = [column.id for column in found]
    if sorted(ids) != sorted(printed):
        return None
    return tuple(ids.index(name) for name in printed)
