"""Name the administrative division that a public body belongs to, by tables through time."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from parsers.metadata.divisions import (
    CODE_PARTS,
    ENDINGS,
    LONGEST,
    Division,
    county_codes,
    load_divisions,
    load_townships,
)
from parsers.metadata.leading import divisions_inside, leading_divisions
from parsers.metadata.namesakes import Clues, find_meant, valid_in
from parsers.report import Region
from parsers.traditional import simplify

_TOWNSHIP = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{1,14}?(?:镇|乡|街道|苏木|街(?=$|办|道)))"
    r"(?=$|人民政府|政府|办|党|财政|民政|综合|便民|退役|农业|社会|经济|应急|文化|卫生|司法)"
)
_ZONE = re.compile(
    r"[\u4e00-\u9fff]{0,12}?(?:高新|经济|技术|开发|工业|产业|保税|度假|示范|试验|合作|名胜|新)[\u4e00-\u9fff]{0,8}?[区园]"
)
_NATIONAL = re.compile(
    r"(?:中华人民共和国|国务院|国家[\u4e00-\u9fff]{1,12}(?:局|委员会|署|总局|部|办公室|委|办)"
    r"|中国(?:人民银行|证券|证监会|银行|银保监会|银监会|保险|保监会|气象|地震|民用航空|民航局|科学院|工程院|社会科学院)"
    r"|(?:外交|教育|科学技术|科技|工业和信息化|公安|民政|司法|财政|人力资源和?社会保障|自然资源|国土资源|生态环境|环境保护"
    r"|住房和?城乡建设|交通运输|水利|农业农村|农业|商务|文化和旅游|文化"
    r"|卫生|退役军人事务|应急管理|铁道)部"
    r"|审计署|海关总署|民航[东西南北中华]{2}|全国社会保障基金)"
)
_ENDING = re.compile(f"[{''.join(ENDINGS)}]")
# Prefectures whose townships lie in no county: 东莞, 中山, 儋州, 嘉峪关.
_WITHOUT_COUNTIES = frozenset(["441900", "442000", "460400", "620200"])
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
    "地区": "prefecture",
    "县": "county",
    "旗": "county",
    "区": "county",
}


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
    clues = Clues(site, text, site_code, year)
    chain, rest = leading_divisions(issuer)
    if not chain and _NATIONAL.match(issuer):
        chain, rest = divisions_inside(issuer)
        if not chain:
            return Place(None, "national")
    if chain:
        rest = rest.removeprefix("人民政府")  # 鼓楼区人民政府华侨路街道办事处
    township = _TOWNSHIP.match(rest)
    if township and township["name"] not in ("城乡", "城镇", "乡镇"):
        return _township(township["name"], chain, clues)
    if _ZONE.match(rest):
        return Place(None, None)
    if chain:
        return _place(chain, clues)
    return _relative(issuer, clues)


def _place(divisions: tuple[Division, ...], clues: Clues) -> Place:
    division = find_meant(divisions, clues)
    if division:
        return Place(Region(division.code, division.name), division.level)
    levels = {division.level for division in divisions}
    return Place(None, levels.pop() if len(levels) == 1 else None)


def _township(name: str, chain: tuple[Division, ...], clues: Clues) -> Place:
    name = name if name.endswith(("镇", "乡", "苏木", "街道")) else name + "道"
    for counties in [chain] if chain else _counties_around(clues):
        codes = {code for county in counties for code in _codes_in(county, name)}
        if len(codes) > 1:
            division = find_meant(_in_counties(codes), clues)
            codes = set(_codes_in(division, name)) if division else set()
        if codes:
            return Place(Region(codes.pop(), name), "township")
    return Place(None, "township")


def _in_counties(codes: Iterable[str]) -> tuple[Division, ...]:
    tables = load_divisions()
    return tuple(division for code in codes for division in tables.codes.get(code[:6], ()))


def _codes_in(division: Division, township: str) -> Iterator[str]:
    if division.level == "county" or division.code in _WITHOUT_COUNTIES:
        code = load_townships(division.code).get(township)
        if code:
            yield code
    elif division.level == "prefecture":
        for code in county_codes(division.code[:4]):
            found = load_townships(code).get(township)
            if found:
                yield found


def _counties_around(clues: Clues) -> Iterator[tuple[Division, ...]]:
    """Yield the counties and prefectures that name the site, then those that the text names."""
    yield _counties(clues.names, clues.site_code)
    yield _counties(clues.text, "")


def _counties(text: str, site_code: str) -> tuple[Division, ...]:
    found: dict[str, Division] = {}
    for division in (*load_divisions().codes.get(site_code[:6], ()), *_named(text)):
        if division.level != "province":
            found.setdefault(division.code, division)
    return tuple(found.values())


def _named(text: str) -> Iterator[Division]:
    """Yield the divisions whose full names stand in *text*."""
    names = load_divisions().names
    for ending in _ENDING.finditer(text, 0, 2000):
        end = ending.end()
        # 睢县 is whole where a word begins; 责任县 does not name 任县.
        short = ending[0] == "县" and not text[: end - 2][-1:].isalpha()
        for start in range(max(0, end - LONGEST), end - (1 if short else 2)):
            if found := names.get(text[start:end]):
                yield from found
                break


def _relative(issuer: str, clues: Clues) -> Place:
    """Place a body whose name leaves its place out (县财政局, 林业局) by what names the site."""
    sign = issuer[0] if issuer[0] in _RELATIVE or issuer[0] == "市" else ""
    suffix = _SUFFIX.match(issuer) if not sign else None
    if suffix:  # a place that no table knows
        return Place(None, _SUFFIXES.get(suffix["sign"]))
    for named in (*clues.site, ""):
        found = _named(named) if named else load_divisions().codes.get(clues.site_code[:6], ())
        if not named and not sign:
            break  # the site's code alone does not say whose bureau this is
        wanted = valid_in(tuple(_wanted(found, sign)), clues.year)
        division = find_meant(wanted, clues._replace(text="")) if wanted else None
        if division:
            return Place(Region(division.code, division.name), division.level)
    # 本年度报告在东屏县人民政府网站公布: running text tells only if it names no other such place.
    wanted = valid_in(tuple(set(_wanted(_named(clues.text), sign))), clues.year) if sign else ()
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
