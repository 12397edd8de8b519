"""Make pages with known metadata, in every shape that portals give it."""

import random
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

# Places, the level that the name alone tells, and the code of those that exist.
PLACES = (
    ("东屏县", "county", None),
    ("青溪市", None, None),
    ("望川区", "county", None),
    ("柳河省", "province", None),
    ("桃江县", "county", "430922"),
    ("余姚市", "county", "330281"),
    ("益阳市资阳区", "county", "430902"),
    ("恩施州", "prefecture", "422800"),
    ("上海市", "province", "310000"),
)
ORGANS = ("林业局", "水务局", "畜牧局", "财政局", "发展和改革委员会", "人民政府办公室", "审计局")
TOWNS = ("石桥镇", "南麓镇", "双槐乡", "柳荫街道办事处")
SUBJECTS = (
    "政府信息公开工作年度报告",
    "政府信息公开年度报告",
    "政府信息公开年报",
    "信息公开工作年度报告",
    "政务信息公开年度报告",
    "政府政务公开年报",
)
SOURCES = (
    "部门单位",
    "综合科",
    "县水务局(县河长办、县移民中心)",
    "柳河镇",
    "区政府办",
    "3",
    "本站",
)
NUMERALS = "〇一二三四五六七八九"


class Body(NamedTuple):
    """An issuer; `region` is the code of a division that exists."""

    name: str | None = None
    scope: str | None = None
    level: str | None = None
    region: str | None = None


class Truth(NamedTuple):
    """What a page was made from; None where it does not say."""

    title: str | None
    year: int
    issuer: Body
    published: str | None
    signed: str | None
    source: str | None
    author: str | None
    index_number: str | None
    document_number: str | None

    def fields(self) -> dict[str, Any]:
        """Return the value of each metadata field."""
        body = self.issuer
        named = {"issuer": body.name, "scope": body.scope, "level": body.level}
        return self._asdict() | named | {"region": body.region}


class Page(NamedTuple):
    """A page as bytes, and what it holds."""

    content: bytes
    media_type: str
    shape: str
    truth: Truth


def make_pages(number: int, *, seed: int = 1) -> Iterator[Page]:
    """Yield *number* pages, the same for the same *seed*."""
    rng = random.Random(seed)
    for _ in range(number):
        yield _page(rng)


def _page(rng: random.Random) -> Page:
    year = rng.randint(2008, 2025)
    body = _issuer(rng)
    name = body.name or ""
    title = _title(rng, year, name)
    day = date(year + 1, 1, 1) + timedelta(days=rng.randint(-31, 400))
    signed = day - timedelta(days=rng.randint(0, 9)) if rng.random() < 0.6 else None
    facts: dict[str, Any] = {}
    shape, head, tags = _head(rng, day, facts)
    numbers, index_number, document_number = _numbers(rng, year)
    titled = rng.random() < 0.9
    lines = [*numbers, *(_broken(rng, title, year) if titled else []), *head]
    if titled and signed and rng.random() < 0.3:
        lines.append(f"({_han_date(signed)})")
    lines += _body(rng, year, name, signed, stated=not titled)
    truth = Truth(
        title=title if titled else None,
        year=year,
        issuer=body if titled or signed else _boxed([*numbers, *head]),
        signed=signed.isoformat() if signed else None,
        index_number=index_number,
        document_number=document_number,
        **facts,
    )
    return _dressed(rng, lines, tags, shape, truth)


def _issuer(rng: random.Random) -> Body:
    place, level, code = rng.choice(PLACES)
    kind = rng.randrange(4)
    if kind == 0:
        return Body(place + "人民政府", "area", level, code)
    if kind == 1:
        return Body(place, "area", level, code)
    if kind == 2:
        return Body(place + rng.choice(TOWNS), "area", "township", None)
    return Body(place + rng.choice(ORGANS), "organ", level, code)


def _boxed(lines: list[str]) -> Body:
    """Return the body that an index box or line names, where nothing better does."""
    text = "".join(lines)
    if "发文机关: 林业局" in text:
        return Body("林业局", "organ")
    return Body("县畜牧局", "organ", "county") if "发布机构:县畜牧局" in text else Body()


def _title(rng: random.Random, year: int, issuer: str) -> str:
    printed = rng.choice((f"{year}年", f"{year}年", f"{year}年度", _numerals(year) + "年"))
    subject = rng.choice(SUBJECTS)
    if issuer.endswith("人民政府") and rng.random() < 0.2 and subject.startswith("政府信息"):
        return f"{printed}{issuer.removesuffix('政府')}{subject}"
    first = rng.random() < 0.25
    title = f"{printed}{issuer}{subject}" if first else f"{issuer}{printed}{subject}"
    return title + rng.choice(("", "", "", "(图片版)", "(超链版)"))


def _broken(rng: random.Random, title: str, year: int) -> list[str]:
    """Return the title's lines: whole, spaced, broken, or under a breadcrumb."""
    kind = rng.randrange(6)
    if kind == 0:
        cut = title.index("公开") + 2
        return [title[:cut], title[cut:]]
    if kind == 1:
        return [title.replace(str(year), f" {year} ")]
    if kind == 2:
        return [f"您当前所在位置: 首页>政务公开>政府信息公开年报>{title}", title]
    if kind == 3:
        return [title, title]
    return [title]


def _head(
    rng: random.Random, day: date, facts: dict[str, Any]
) -> tuple[str, list[str], dict[str, str]]:
    """Return a shape's name, its metadata lines and its tags; *facts* says what they hold."""
    source = rng.choice(SOURCES)
    clock = f"{rng.randint(8, 17):02}:{rng.randint(1, 59):02}"
    words = {
        "source": source,
        "clock": clock,
        "iso": day.isoformat(),
        "timed": f"{day.isoformat()}T{clock}:00+08:00",
        "slash": f"{day.year}/{day.month}/{day.day}",
        "padded": f"{day.year}年{day.month:02}月{day.day:02}日",
        "dots": day.strftime("%Y.%m.%d"),
        "spaced": day.strftime("%Y- %m- %d"),
        "old": (day - timedelta(days=30)).isoformat(),
        "late": (day + timedelta(days=900)).isoformat(),
    }
    shape = rng.choice(load_shapes())
    facts["published"] = shape["published"].format(**words) if "published" in shape else None
    facts["source"] = source if "source" in shape else None
    facts["author"] = shape.get("author")
    lines = [line.format(**words) for line in shape.get("lines", ())]
    tags = {name: value.format(**words) for name, value in shape.get("tags", {}).items()}
    if "below" in shape:
        tags["below"] = shape["below"].format(**words)
    return shape["name"], lines, tags


@cache
def load_shapes() -> list[dict[str, Any]]:
    """Return the shapes of `metadata_shapes.toml`."""
    path = Path(__file__).with_name("metadata_shapes.toml")
    shapes: list[dict[str, Any]] = tomllib.loads(path.read_text("utf-8"))["shape"]
    return shapes


def _numbers(rng: random.Random, year: int) -> tuple[list[str], str | None, str | None]:
    index = rng.choice(
        (
            f"{rng.randint(1, 10**9):09}/{year + 1}-{rng.randint(1, 99999):05}",
            f"1134170248634451{rng.randint(0, 9)}H/{year + 1}01-{rng.randint(1, 99999):05}",
            f"QX{rng.randint(1, 9999):04}/{year + 1}-{rng.randint(1, 99999):05}",
        )
    )
    number = f"溪林〔{year + 1}〕{rng.randint(1, 99)}号"
    kind = rng.randrange(7)
    lines, has_index, has_number = (
        ([], False, False),
        ([f"索引号{index}"], True, False),
        ([f"索 引 号 | {index} | 分 类 | 年报 |"], True, False),
        ([f"索 引 号: {index} | 发文机关: 林业局 | 文 号: |"], True, False),
        (["索引号", index, "文号", number, "分类", "年报"], True, True),
        (
            [f"索引号:{index} 主题分类:综合政务", f"发文字号:{number.replace('号', ' 号')}"],
            True,
            True,
        ),
        ([number], False, True),
    )[kind]
    return list(lines), index if has_index else None, number if has_number else None


def _body(
    rng: random.Random, year: int, issuer: str, signed: date | None, *, stated: bool
) -> list[str]:
    periods = (
        f"自{year}年1月1日起至{year}年12月31日止",
        f"为{year} 年 1 月 1 日至 12 月 31 日",
        f"为{year}1月1日——12月31日",
        f"为{year} 11日到1231日",
        f"为{year}11日至{year}1231日",
        "从略",
    )
    period = rng.choice(periods[:-1] if stated else periods)
    lines = [
        "一、总体情况",
        f"本报告中所列数据的统计期限{period}。依据国办公开办函〔2021〕30号,今年发布时间为{year}年3月5日。",
        "二、主动公开政府信息情况",
        f"全年公开{rng.randint(1, 900)}条。",
        "三、收到和处理政府信息公开申请情况",
        "没有收到申请。",
        "五、存在的主要问题及改进情况",
        f"{year + 1}年将继续努力。",
    ]
    if signed:
        lines += rng.choice(
            (
                [issuer, _han_date(signed)],
                [issuer, _numerals(signed.year) + f"年{_han(signed.month)}月{_han(signed.day)}日"],
                [f"{issuer} {_han_date(signed)}"],
                [issuer, signed.strftime("%Y.%m.%d")],
            )
        )
    return lines


def _dressed(
    rng: random.Random, lines: list[str], tags: dict[str, str], shape: str, truth: Truth
) -> Page:
    below = tags.get("below")
    lines = [
        *lines,
        *([below] if below else []),
        "扫一扫在手机打开当前页",
        "【打印本页】",
        "【关闭窗口】",
    ]
    tags = {name: value for name, value in tags.items() if name != "below"}
    if not tags and rng.random() < 0.4:
        return Page("\n\n".join(lines).encode(), "text/plain", shape + " (text)", truth)
    metas = "".join(f'<meta name="{name}" content="{value}">' for name, value in tags.items())
    named = (truth.title, f"{truth.title}_东屏县人民政府") if truth.title else ()
    title = rng.choice((*named, "政府信息公开年报", "首页"))
    page = (
        f"<html><head><title>{title}</title>{metas}</head><body><ul><li>首页</li><li>政务公开</li>"
        f"<li>政府信息公开指南</li></ul>{_markup(rng, lines)}</body></html>"
    )
    charset = rng.choice(("utf-8", "gb18030"))
    return Page(page.encode(charset), "text/html", f"{shape} ({charset})", truth)


def _markup(rng: random.Random, lines: list[str]) -> str:
    """Return the lines as paragraphs, as one block with breaks, or in the cells of a layout."""
    kind = rng.randrange(4)
    if kind == 0:
        return "<div>" + "<br>".join(lines) + "</div>"
    if kind == 1:
        return "".join(f"<table><tr><td>{line}</td></tr></table>" for line in lines)
    if kind == 2:
        spans = (line.replace(" 来源", "</span><span>来源") for line in lines)
        return "".join(f"<div><span>{line}</span></div>" for line in spans)
    return "".join(f"<p>&nbsp;&nbsp;{line}</p>" for line in lines)


def _han_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _numerals(year: int) -> str:
    return "".join(NUMERALS[int(digit)] for digit in str(year))


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else NUMERALS[tens]) + "十" if tens else ""
    return head + (NUMERALS[ones] if ones else "")
