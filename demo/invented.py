"""Invent annual reports: bodies that do not exist, with figures that keep every identity."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import count as counting
from random import Random

from demo.figures import Figures, Value, carried_out, invent_figures
from demo.prose import Passage, write_sections

CHINA = timezone(timedelta(hours=8))
LATEST_YEAR = 2023


@dataclass(frozen=True, slots=True)
class Body:
    """An issuer: a government of an invented place, or one of its departments."""

    name: str
    region: str
    level: str
    scope: str
    size: int
    code: str


@dataclass(frozen=True, slots=True)
class InventedReport:
    """One report as its portal holds it, and every cell a reader must find in it.

    `values` has a Decimal for a number, None for a blank cell, and a text for a dash or words.
    `published` carries China's time; at midnight it stands for a date without time of day.
    """

    body: Body
    year: int
    form: str
    title: str
    published: datetime
    signed: date
    source: str
    author: str
    index_number: str
    sections: tuple[Passage, ...]
    figures: Figures

    @property
    def issuer(self) -> str:
        """The body's name as the title prints it."""
        return self.body.name

    @property
    def region(self) -> str:
        """The invented place that the body belongs to."""
        return self.body.region

    @property
    def level(self) -> str:
        """The level of the body's region, in the contract's words."""
        return self.body.level

    @property
    def values(self) -> dict[str, Value]:
        """What each cell of the form means, by its key."""
        return self.figures.values

    @property
    def texts(self) -> dict[str, str]:
        """How each cell is printed, by its key."""
        return self.figures.texts

    @property
    def published_iso(self) -> str:
        """The publication as the contract writes it: a date, with a time where there is one."""
        if self.published.time() == datetime.min.time():
            return self.published.date().isoformat()
        return self.published.isoformat()


def invented_reports(
    count: int, seed: int = 1, *, years: int = 5, odd: bool = True
) -> list[InventedReport]:
    """Return *count* reports, the same for the same arguments.

    Bodies come in turn, each with a series of *years* ending with the latest; the 2019 form is
    used up to 2020. With *odd*, one report in four has cells that are blank or oddly printed.
    """
    reports: list[InventedReport] = []
    bodies = invented_bodies(seed)
    while len(reports) < count:
        reports.extend(_series(next(bodies), seed, years, odd=odd))
    return reports[:count]


def invented_bodies(seed: int = 1) -> Iterator[Body]:
    """Yield bodies without end and without repeating a name: cities, counties, offices, towns."""
    rng = Random(f"bodies/{seed}")
    used: set[str] = set()
    for number in counting(1):
        city = _place(used, rng, "市")
        yield Body(f"{city}人民政府", city, "prefecture", "area", 3, _code(number, 0))
        for district in range(1, 4):
            yield from _county(city, _code(number, district), used, rng)


def _county(city: str, code: str, used: set[str], rng: Random) -> Iterator[Body]:
    county = _place(used, rng, rng.choice(("县", "区", "县")))
    name = f"{city}{county}"
    yield Body(f"{name}人民政府", name, "county", "area", 2, code)
    for office in rng.sample(_OFFICES, 5):
        yield Body(f"{county}{office}", name, "county", "organ", 1, code)
    for _ in range(6):
        town = _place(used, rng, rng.choice(("镇", "乡", "镇")))
        yield Body(f"{county}{town}人民政府", f"{name}{town}", "township", "area", 0, code)


def _place(used: set[str], rng: Random, suffix: str) -> str:
    while True:
        length = 2 if len(used) < 3000 else 3
        name = "".join(rng.sample(_SYLLABLES, length))
        if name not in used:
            used.add(name)
            return name + suffix


def _code(number: int, district: int) -> str:
    # 99 begins no province: nobody takes these for divisions that exist.
    return f"99{number % 100:02}{district:02}"


def _series(body: Body, seed: int, years: int, *, odd: bool) -> Iterator[InventedReport]:
    carried: dict[str, int] = {}
    for year in range(LATEST_YEAR - years + 1, LATEST_YEAR + 1):
        rng = Random(f"{seed}/{body.name}/{year}")
        form = "2019" if year < 2021 else "2021"
        figures = invent_figures(form, body.size, rng, carried, odd=odd and rng.random() < 0.25)
        carried = carried_out(figures)
        yield _report(body, year, form, figures, rng)


def _report(body: Body, year: int, form: str, figures: Figures, rng: Random) -> InventedReport:
    published = _published(body, year, rng)
    numbers = {
        "new": _whole(figures, "requests.new.total"),
        "carried_in": _whole(figures, "requests.carried_in.total"),
        "closed": _whole(figures, "requests.results_total.total"),
    }
    return InventedReport(
        body=body,
        year=year,
        form=form,
        title=rng.choice(_TITLES).format(issuer=body.name, year=year),
        published=published,
        signed=published.date() - timedelta(days=rng.randint(0, 6)),
        source=rng.choice((body.name, "政务公开办公室", "部门单位", f"{body.region}门户网站")),
        author=rng.choice(("", "", "管理员")),
        index_number=f"{rng.randint(10**8, 10**9 - 1)}/{year + 1}-{rng.randint(1, 99999):05}",
        sections=write_sections(body.name, year, numbers, rng),
        figures=figures,
    )


def _published(body: Body, year: int, rng: Random) -> datetime:
    first = date(year + 1, 1, 8)
    day = first + timedelta(days=rng.randint(0, 75 if body.scope == "area" else 22))
    at = datetime(day.year, day.month, day.day, tzinfo=CHINA)
    if rng.random() < 0.2:
        return at
    return at + timedelta(minutes=rng.randint(8 * 60 + 30, 17 * 60 + 30))


def _whole(figures: Figures, key: str) -> int:
    value = figures.values[key]
    return int(value) if isinstance(value, Decimal) else 0


_TITLES = (
    "{issuer}{year}年政府信息公开工作年度报告",
    "{issuer}{year}年政府信息公开工作年度报告",
    "{issuer}{year}年度政府信息公开工作年度报告",
    "{issuer}{year}年政府信息公开年度报告",
)
_OFFICES = (
    "财政局", "教育局", "民政局", "水务局", "林业局", "审计局", "统计局", "卫生健康局",
    "农业农村局", "市场监督管理局", "自然资源局", "人力资源和社会保障局",
)  # fmt: skip
# Put together at random these give names that no gazetteer has.
_SYLLABLES = tuple("澄望淮槐柳溪屏麓岚砚笠杼蓼棠葭汀浦峪峦碧霁黛砂绫梧榆苇藜筠檀沅澧湄淙渚桐楠")
