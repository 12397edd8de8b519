"""Name the administrative division that a public body belongs to, by tables through time."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from parsers.metadata.divisions import (
    CODE_PARTS,
    ENDINGS,
    Division,
    Tables,
    county_codes,
    load_divisions,
    load_townships,
)
from parsers.report import Region
from parsers.traditional import simplify

_LONGEST = 16

_TOWNSHIP = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,14}?(?:镇|乡|街道|苏木|街(?=$|办|道)))"
    r"(?=$|人民政府|政府|办|党|财政|民政|综合|便民|退役|农业|社会|经济|应急|文化|卫生|司法)"
)
_ZONE = re.compile(
    r"[\u4e00-\u9fff]{0,12}?(?:高新|经济|技术|开发|工业|产业|保税|度假|示范|试验|合作|名胜|新)[\u4e00-\u9fff]{0,8}?[区园]"
)
_NATIONAL = re.compile(
    r"(?:中华人民共和国|国务院|国家[\u4e00-\u9fff]{2,12}(?:局|委员会|署|总局|部|办公室|委)"
    r"|中国(?:人民银行|证券|银行|保险|气象|地震|民用航空|科学院|工程院|社会科学院)"
    r"|(?:外交|教育|科学技术|科技|工业和信息化|公安|民政|司法|财政|人力资源和社会保障|自然资源|国土资源|生态环境|环境保护"
    r"|住房和城乡建设|交通运输|水利|农业农村|农业|商务|文化和旅游|文化"
    r"|卫生|退役军人事务|应急管理|铁道)部"
    r"|审计署|海关总署)"
)
# Bodies of the centre in the provinces, named by a short name: 河南海事局, 湖南证监局.
_VERTICAL = re.compile(
    "海关|海事|证监|银保监|银监|保监|监管局|税务|通信管理|气象|地震|邮政|航道|煤矿"
)
_RELATIVE = {"省": "province", "县": "county", "区": "county", "旗": "county", "州": "prefecture"}
# What a name that no table knows still says of its level; 市 may be either.
_SUFFIX = re.compile(
    r"[\u4e00-\u9fff]{1,8}?(?:市[\u4e00-\u9fff]{1,6}?(?=[区县旗]))?(?P<sign>省|自治区|自治州|州|盟|地区|县|旗|区|市)"
)
_SUFFIXES = {
    "省": "province",
    "自治区": "province",
    "自治州": "prefecture",
    "州": "prefecture",
    "盟": "prefecture",
}
_SUFFIXES |= {"地区": "prefecture", "县": "county", "旗": "county", "区": "county"}


class Place(NamedTuple):
    """Where a body belongs: None where that can't be told."""

    region: Region | None
    level: str | None


def find_place(
    issuer: str | None,
    *,
    site: Sequence[str] = (),
    text: str = "",
    site_code: str = "",
    year: int | None = None,
) -> Place:
    """Return the division that *issuer* belongs to, and the level of that division.

    Names that several divisions bear are told apart by the site's code, then by a parent's name
    on the page. What stays undecided is None: never the first of several.

    Args:
        issuer: the body's name as printed, without spaces.
        site: what names the site: its title, breadcrumb, publisher, source.
        text: running text in which a parent may be named.
        site_code: the page's SiteIDCode; its first six digits are a division's code.
        year: the year of the report; names and codes are taken as of then.
    """
    if not issuer:
        return Place(None, None)
    issuer = simplify(issuer)
    around = "\n".join(site)
    chain, rest = _leading(issuer)
    if not chain and _NATIONAL.match(issuer):
        chain, rest = _inside(issuer)
        if not chain:
            return Place(None, "national")
    if chain:
        rest = rest.removeprefix("人民政府")  # 鼓楼区人民政府华侨路街道办事处
    township = _TOWNSHIP.match(rest)
    if township and township["name"] not in ("城乡", "城镇", "乡镇"):
        return _township(township["name"], chain, around, text, site_code, year)
    if _ZONE.match(rest):
        return Place(None, None)
    if chain:
        return _place(chain, around + text, site_code, year)
    return _relative(issuer, site, text, site_code, year)


@lru_cache(maxsize=4096)
def _leading(name: str, *, short: bool = False) -> tuple[tuple[Division, ...], str]:
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


class _Step(NamedTuple):
    divisions: tuple[Division, ...]
    length: int


def _walk(
    name: str, parents: tuple[Division, ...], tables: Tables, *, short: bool
) -> tuple[_Step, ...]:
    best: tuple[_Step, ...] = ()
    covered = 0
    for length in range(min(_LONGEST, len(name)), 1, -1):
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


def _inside(name: str) -> tuple[tuple[Division, ...], str]:
    """Return the first place named inside the name of a body of the centre."""
    for start in range(2, len(name) - 1):
        chain, rest = _leading(name[start:], short=True)
        if chain:
            return chain, rest
    return (), name


def _place(divisions: tuple[Division, ...], around: str, site_code: str, year: int | None) -> Place:
    division = _one(divisions, around, site_code, year)
    if division:
        return Place(Region(division.code, division.name), division.level)
    levels = {division.level for division in divisions}
    return Place(None, levels.pop() if len(levels) == 1 else None)


def _one(
    divisions: tuple[Division, ...], around: str, site_code: str, year: int | None
) -> Division | None:
    """Return the one division meant by a name that several bear or bore, if that can be told."""
    divisions = _in_year(divisions, year)
    if len(divisions) == 1:
        return divisions[0]
    by_code = [d for d in divisions if site_code[:6] == d.code]
    by_code = by_code or [d for d in divisions if CODE_PARTS[d.level] > 2 and _near(site_code, d)]
    if len(by_code) == 1:
        return by_code[0]
    by_name = [d for d in divisions if any(name in around for name in _parents(d, year))]
    return by_name[0] if len(by_name) == 1 else None


def _near(site_code: str, division: Division) -> bool:
    """Whether the site's code is that of the division's prefecture."""
    return site_code[:6] == division.code[:4] + "00"


def _in_year(divisions: tuple[Division, ...], year: int | None) -> tuple[Division, ...]:
    """Return the divisions that bore their code in *year*: of a renumbered one, one code."""
    if len(divisions) < 2:
        return divisions
    at = 9998 if year is None else year
    valid = tuple(d for d in divisions if d.first <= at <= d.last) or divisions
    return tuple(d for d in valid if not any(_gives_way(d, other, at) for other in valid))


def _gives_way(division: Division, other: Division, year: int) -> bool:
    """Whether *other* is the same place under the code that it had in *year*.

    The tables say only between which years a code changed: there, both are listed.
    """
    earlier, later = sorted((division, other), key=lambda d: d.first)
    changed = earlier.code[:2] == later.code[:2] and earlier.first < later.first <= earlier.last
    if not changed or earlier.last == 9999:
        return False
    return division is (earlier if year > later.first else later)


def _parents(division: Division, year: int | None) -> Iterator[str]:
    tables = load_divisions()
    prefecture = tables.codes.get(division.code[:4] + "00", ())
    province = tables.codes.get(division.code[:2] + "0000", ())
    same_level = () if division.level == "prefecture" else prefecture
    for parent in (*same_level, *province):
        yield parent.name
        yield from _short_names(parent)


def _short_names(division: Division) -> Iterator[str]:
    short = re.sub("(?:省|市|地区|盟|州|自治区)$", "", division.name)
    if len(short) >= 2 and "自治" not in division.name:
        yield short


def _township(
    name: str,
    chain: tuple[Division, ...],
    around: str,
    text: str,
    site_code: str,
    year: int | None,
) -> Place:
    name = name if name.endswith(("镇", "乡", "苏木", "街道")) else name + "道"
    for counties in (chain,) if chain else (_counties(around, site_code), _counties(text, "")):
        codes = {code for county in counties for code in _codes_in(county, name)}
        if len(codes) > 1:
            division = _one(_in_counties(codes), around + text, site_code, year)
            codes = set(_codes_in(division, name)) if division else set()
        if codes:
            return Place(Region(codes.pop(), name), "township")
    return Place(None, "township")


def _in_counties(codes: Iterable[str]) -> tuple[Division, ...]:
    tables = load_divisions()
    return tuple(division for code in codes for division in tables.codes.get(code[:6], ()))


def _codes_in(division: Division, township: str) -> Iterator[str]:
    if division.level == "county" or division.code in ("441900", "442000", "460400", "620200"):
        code = load_townships(division.code).get(township)
        if code:
            yield code
    elif division.level == "prefecture":
        for code in county_codes(division.code[:4]):
            found = load_townships(code).get(township)
            if found:
                yield found


def _counties(around: str, site_code: str) -> tuple[Division, ...]:
    found: dict[str, Division] = {}
    for division in (*load_divisions().codes.get(site_code[:6], ()), *_named(around)):
        if division.level != "province":
            found.setdefault(division.code, division)
    return tuple(found.values())


def _named(text: str) -> Iterator[Division]:
    """Yield the divisions whose full names stand in *text*."""
    tables = load_divisions()
    for end, char in enumerate(text[:2000], 1):
        if char in ENDINGS:
            for length in range(min(_LONGEST, end), 2, -1):
                found = tables.names.get(text[end - length : end])
                if found:
                    yield from found
                    break


def _relative(
    issuer: str, site: Sequence[str], text: str, site_code: str, year: int | None
) -> Place:
    """Place a body whose name leaves its place out (县财政局, 林业局) by what names the site."""
    sign = issuer[0] if issuer[0] in _RELATIVE or issuer[0] == "市" else ""
    suffix = _SUFFIX.match(issuer) if not sign else None
    if suffix:  # a place that no table knows
        return Place(None, _SUFFIXES.get(suffix["sign"]))
    for named in (*site, ""):
        found = _named(named) if named else load_divisions().codes.get(site_code[:6], ())
        if not named and not sign:
            break  # the site's code alone does not say whose bureau this is
        wanted = _in_year(tuple(_wanted(found, sign)), year)
        division = _one(wanted, "\n".join(site), site_code, year) if wanted else None
        if division:
            return Place(Region(division.code, division.name), division.level)
    # 本年度报告在东屏县人民政府网站公布: running text tells only if it names no other such place.
    wanted = _in_year(tuple(set(_wanted(_named(text), sign))), year) if sign else ()
    if len(wanted) == 1:
        return Place(Region(wanted[0].code, wanted[0].name), wanted[0].level)
    return Place(None, _RELATIVE.get(sign))


def _wanted(divisions: Iterable[Division], sign: str) -> Iterator[Division]:
    """Yield the divisions of the kind that a body's first character names, else the lowest."""
    found = list(divisions)
    lowest = max((CODE_PARTS[division.level] for division in found), default=0)
    for division in found:
        if division.name.endswith(sign) if sign else CODE_PARTS[division.level] == lowest:
            yield division
