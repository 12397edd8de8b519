"""Put the figures of different editions of the form side by side, where they may be."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import NamedTuple

from archive.answers import FactRow
from archive.errors import ArchiveError

COMPARABLE = ("yes", "partly", "no")


@dataclass(frozen=True, slots=True)
class Series:
    """One question through the editions: by form, the keys whose values are added up."""

    id: str
    label_zh: str
    label_en: str
    comparable: str
    note: str
    keys: Mapping[str, tuple[str, ...]]


class PanelRow(NamedTuple):
    """One body, one year, one question: the value, and how it came about.

    `value` is None unless every key that it adds up has one; `state` is then that of the first
    that has none. A corrected value counts instead of the printed one. Several reports of one body
    on one year are several rows: `report_id` tells them apart.
    """

    region_code: str | None
    region_name: str | None
    level: str | None
    issuer: str | None
    year: int | None
    series: str
    value: int | Decimal | None
    unit: str
    state: str
    comparable: str
    form: str
    keys: str
    report_id: int


@cache
def load_crosswalk() -> tuple[Series, ...]:
    """Return the series of `crosswalk.toml`.

    Raises:
        ArchiveError: if the file is wrong; the message names the series.
    """
    text = files(__package__).joinpath("crosswalk.toml").read_text(encoding="utf-8")
    return tuple(_series(entry) for entry in tomllib.loads(text)["series"])


def panel(facts: Iterable[FactRow]) -> Iterator[PanelRow]:
    """Yield the series that each report answers; *facts* come report by report."""
    for _, rows in groupby(facts, key=lambda row: row.report_id):
        known = {row.key: row for row in rows}
        form = next(iter(known.values())).form
        for series in load_crosswalk():
            keys = series.keys.get(form, ())
            if keys and all(key in known for key in keys):
                yield _row(series, keys, [known[key] for key in keys])


def _series(entry: Mapping[str, object]) -> Series:
    values = dict(entry)
    keys = values.pop("keys", None)
    if not isinstance(keys, dict) or values.get("comparable") not in COMPARABLE:
        raise ArchiveError(f"crosswalk.toml: series {values.get('id')!r} is not whole")
    by_form = {form: tuple(names) for form, names in keys.items()}
    return Series(keys=by_form, **{name: str(value) for name, value in values.items()})


def _row(series: Series, keys: tuple[str, ...], facts: list[FactRow]) -> PanelRow:
    values = [fact.value if fact.corrected is None else fact.corrected for fact in facts]
    first = facts[0]
    missing = next((f for f, v in zip(facts, values, strict=True) if v is None), None)
    worst = missing or next((f for f in facts if f.state == "repaired"), first)
    return PanelRow(
        first.region_code,
        first.region_name,
        first.level,
        first.issuer,
        first.year,
        series.id,
        None if missing else sum((v for v in values if v is not None), start=0),
        first.unit,
        worst.state,
        series.comparable,
        first.form,
        " + ".join(keys),
        first.report_id,
    )
