"""Find the divisions that a body's name goes through, from its head or from within."""

import re
from functools import lru_cache
from typing import NamedTuple

from parsers.metadata.divisions import LONGEST, Division, Tables, load_divisions

# Bodies of the centre in the provinces, named by a short name: 河南海事局, 湖南证监局.
_VERTICAL = re.compile(
    "海关|海事|证监|银保监|银监|保监|监管局|税务|通信管理|气象|地震|邮政|航道|煤矿"
)


# Names of bodies of the centre that read like places: 东海局 is at sea, 拱北海关 not in 北海.
_NO_PLACE = re.compile("[东南北]海(?:海域|海区|分?局|救助|航海|预报|关)|共和国")


@lru_cache(maxsize=4096)
def leading_divisions(name: str, *, short: bool = False) -> tuple[tuple[Division, ...], str]:
    """Return the divisions that the last place name at the head of *name* can mean, and the rest.

    A place name counts within the one before it: 青岛市南区 is 青岛 and 市南区. *short* lets a
    short name stand last (长沙中心支行).
    """
    steps = _walk(name, (), load_divisions(), short=short)
    length = sum(step.length for step in steps)
    if steps and name.startswith(("街道", "镇", "乡", "苏木"), length):
        # 东区街道 and 城关镇 begin as divisions do.
        length -= steps[-1].length
        steps = steps[:-1]
    return (steps[-1].divisions if steps else ()), name[length:]


def divisions_inside(name: str) -> tuple[tuple[Division, ...], str]:
    """Return the first place named inside the name of a body of the centre."""
    for start in range(2, len(name) - 1):
        if _NO_PLACE.match(name, start):
            continue
        chain, rest = leading_divisions(name[start:], short=True)
        if chain:
            return chain, rest
    return (), name


class _Step(NamedTuple):
    divisions: tuple[Division, ...]
    length: int


def _walk(
    name: str, parents: tuple[Division, ...], tables: Tables, *, short: bool
) -> tuple[_Step, ...]:
    best: tuple[_Step, ...] = ()
    covered = 0
    for length in range(min(LONGEST, len(name)), 1, -1):
        part = name[:length]
        for divisions, is_short in (
            (tables.names.get(part, ()), False),
            (tables.aliases.get(part, ()), True),
        ):
            fitting = _fitting(divisions, parents)
            if not fitting:
                continue
            deeper = _walk(name[length:], fitting, tables, short=short)
            reached = length + sum(step.length for step in deeper)
            firm = deeper or short or not is_short or _VERTICAL.match(name, length)
            if firm and reached > covered:
                best, covered = (_Step(fitting, length), *deeper), reached
    return best


def _fitting(
    divisions: tuple[Division, ...], parents: tuple[Division, ...]
) -> tuple[Division, ...]:
    if not parents:
        return divisions
    return tuple(d for d in divisions if any(parent.holds(d) for parent in parents))
