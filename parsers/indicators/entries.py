"""The lines of a table of indicators, before their labels are understood."""

import re
from collections.abc import Mapping
from typing import NamedTuple

UNIT = re.compile(r"[条件次篇个人元份页部本名场期天%]|人次|件次|万元|人\(次\)|条\(次\)|[-—]{1,4}|/")
YEAR = re.compile(r"\(?\d{4}年?度?(?:实际|数|合计)?\)?|本年累计|本年度?|年度|合计|总计|数量|数值")
# What says in a cell that there is nothing.
NONE = ("无", "暂无")
# A label goes on with a remark in brackets; (一) is a number.
REMARK = re.compile(r"\((?![一二三四五六七八九十\d]{1,2}\))")


class Entry(NamedTuple):
    """A line of such a table: its label, its unit, and the text or None of each value column.

    Of `too_many` values nobody knows which stands in which column. A line `alone` has a label and
    nothing else: it is a heading, unless a form knows it as a row.
    """

    label: str
    unit: str
    values: Mapping[str, str | None]
    place: str
    too_many: bool = False
    alone: bool = False


def value_ids(count: int) -> list[str]:
    """Return the ids of several value columns.

    >>> value_ids(3)
    ['value', 'value#2', 'value#3']
    """
    return ["value", *(f"value#{number}" for number in range(2, count + 1))][:count]
