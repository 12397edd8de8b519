"""Invent the figures of one report: every cell of its form, all identities (勾稽关系) kept."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from demo import statute

Value = Decimal | str | None
_ZERO = Decimal(0)

_DOCUMENTS = {"made", "published", "repealed", "in_force", "total_public"}
# How often an outcome occurs beside the others; most rows of most reports stay 0.
_WEIGHTS = {"granted": 40, "partly_granted": 8, "unavailable_not_held": 25}
_DASHES = ("-", "—", "/")
_WORDS = ("无", "本机关未制定规章", "无此项")


@dataclass(slots=True)
class Figures:
    """The cells of a report by key: what each means, how it is printed, and its unit.

    A value is a Decimal, None where the cell is blank, or the dash or words that stand in it.
    """

    values: dict[str, Value] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    units: dict[str, str] = field(default_factory=dict)

    def put(self, key: str, value: Value, text: str | None = None, unit: str = "") -> None:
        """Enter a cell, printed as *text* or else as its plain value."""
        self.values[key] = value
        self.texts[key] = ("" if value is None else str(value)) if text is None else text
        if unit:
            self.units[key] = unit


def invent_figures(
    form: str, size: int, rng: Random, carried: Mapping[str, int], *, odd: bool
) -> Figures:
    """Return figures for an issuer of *size* 0 (a township) to 3 (a city).

    *carried* holds last year's `carried_out` by applicant. With *odd*, a few cells of the small
    tables are blank, dashes, words, or numbers printed with signs, units and remarks.
    """
    figures = Figures()
    _small_tables(figures, form, size, rng)
    _requests(figures, form, size, rng, carried)
    _proceedings(figures, size, rng)
    if odd:
        _make_odd(figures, form, rng)
    return figures


def carried_out(figures: Figures) -> dict[str, int]:
    """Return what next year's report carries in, by applicant."""
    values = figures.values
    return {
        who: int(number)
        for who in statute.APPLICANTS
        if isinstance(number := values[f"requests.carried_out.{who}"], Decimal)
    }


def _small_tables(figures: Figures, form: str, size: int, rng: Random) -> None:
    for block in statute.BLOCKS[form]:
        for row in block.rows:
            for column in block.columns:
                key = f"{block.table}.{row.key}.{column.key}"
                if column.key == "amount":
                    _money(figures, key, form, size, rng)
                else:
                    figures.put(key, Decimal(_count(column.key, row.key, size, rng)))


def _count(column: str, row: str, size: int, rng: Random) -> int:
    if row == "rules":
        return rng.choice((0, 0, 1, 2, 7)) if size == 3 else 0
    if rng.random() < (0.6, 0.3, 0.1, 0.05)[size]:
        return 0
    if column == "change":
        return rng.choice((1, 1, -1)) * rng.randint(0, (3, 60, 900, 12000)[size])
    top = (30, 400, 9000, 4_300_000)[size]
    if column in _DOCUMENTS:
        top = (4, 20, 120, 900)[size]
    elif column == "previous_items":
        top = (8, 90, 700, 9000)[size]
    # Squared, so that small numbers are commoner than large ones, as they are in life.
    return int(top * rng.random() ** 2)


def _money(figures: Figures, key: str, form: str, size: int, rng: Random) -> None:
    if rng.random() < (0.8, 0.4, 0.1, 0.02)[size]:
        figures.put(key, _ZERO, unit="万元" if form == "2021" else "")
        return
    digits = rng.choice((0, 1, 2, 4, 6))
    whole = rng.randint(1, (90, 4000, 90_000, 320_000)[size])
    amount = Decimal(whole * 10**digits + rng.randrange(10**digits)).scaleb(-digits)
    if form == "2021":  # the unit stands in the head of the column
        figures.put(key, amount, unit="万元")
    else:
        unit = rng.choice(("万元", "万元", "", "元"))
        figures.put(key, amount, f"{amount}{unit}", unit)


def _requests(
    figures: Figures, form: str, size: int, rng: Random, carried: Mapping[str, int]
) -> None:
    rows: dict[str, list[int]] = {}
    for who, share in zip(statute.APPLICANTS, (1.0, 0.12, 0.01, 0.01, 0.03, 0.02), strict=True):
        column = _applicant(form, size, rng, share, carried.get(who, 0))
        for row, number in column.items():
            rows.setdefault(row, []).append(number)
    for key, numbers in rows.items():
        columns = (*statute.APPLICANTS, "total")
        for name, number in zip(columns, (*numbers, sum(numbers)), strict=True):
            figures.put(f"requests.{key}.{name}", Decimal(number))


def _applicant(form: str, size: int, rng: Random, share: float, carried: int) -> dict[str, int]:
    top = (4, 60, 900, 14000)[size] * share
    new = int(top * rng.random() ** 1.5) if rng.random() < 0.8 else 0
    waiting = int((new + carried) * rng.choice((0, 0, 0.05, 0.1)))
    leaves = statute.result_rows(form)
    spread = _spread(new + carried - waiting, leaves, rng)
    results = {row: spread.get(row, 0) for row in leaves}
    return (
        {"new": new, "carried_in": carried}
        | results
        | {"results_total": sum(results.values()), "carried_out": waiting}
    )


def _spread(total: int, rows: Sequence[str], rng: Random) -> dict[str, int]:
    spread: dict[str, int] = {}
    left = total
    while left > 0:
        row = rng.choices(rows, [_WEIGHTS.get(row, 2) for row in rows])[0]
        part = rng.randint(1, max(1, left // 3))
        spread[row] = spread.get(row, 0) + part
        left -= part
    return spread


def _proceedings(figures: Figures, size: int, rng: Random) -> None:
    for row in statute.PROCEEDINGS:
        top = (0, 3, 20, 300)[size]
        parts = [rng.randint(0, top) if rng.random() < 0.4 else 0 for _ in range(4)]
        for column, number in zip(statute.OUTCOMES, (*parts, sum(parts)), strict=True):
            figures.put(f"review_litigation.{row}.{column}", Decimal(number))


def _make_odd(figures: Figures, form: str, rng: Random) -> None:
    """Print some cells of the small tables the odd ways of real pages."""
    small = [key for key in statute.keys(form) if key.split(".")[0] not in _WHOLE]
    for key in rng.sample(small, 3):
        value = figures.values[key]
        choice = rng.random()
        if choice < 0.35:
            figures.put(key, None)
        elif choice < 0.55:
            dash = rng.choice(_DASHES)
            figures.put(key, dash, dash)
        elif choice < 0.7:
            words = rng.choice(_WORDS)
            figures.put(key, words, words)
        elif isinstance(value, Decimal) and not key.endswith("amount"):
            figures.put(key, value, _decorated(key, int(value), rng), figures.units.get(key, ""))


_WHOLE = {"requests", "review_litigation"}


def _decorated(key: str, value: int, rng: Random) -> str:
    if key.endswith("change"):
        if value < 0:
            return rng.choice((f"减{-value}", f"－{-value}"))
        return rng.choice((f"增{value}", f"+{value}", f"+ {value}"))
    if value > 999 and rng.random() < 0.5:
        return f"{value:,}"
    return rng.choice((f"{value}\u00a0", f"\u00a0{value}", _wide(value)))


def _wide(value: int) -> str:
    return str(value).translate({ord("0") + n: ord("０") + n for n in range(10)})
