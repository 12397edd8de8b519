"""Odd and adversarial text costs time in proportion to its length, and raises nothing."""

import time

import pytest

from parsers import parse_report
from parsers.charset import decode
from parsers.dates import find_date
from parsers.document import Document, Line
from parsers.kinds import reason_against
from parsers.metadata.find import find_metadata
from parsers.metadata.front import find_front
from parsers.metadata.labels import split_labels
from parsers.metadata.regions import find_place
from parsers.metadata.years import find_year, guess_year
from parsers.report import Metadata
from parsers.sections import find_sections
from parsers.titles import is_report_title

PIECES = [
    "公开",
    "政府信息公开工作年度",
    "2020年",
    "(2020年1月1日)",
    "-",
    "发布时间:",
    "来源",
    "索 引 号 ",
    "一、",
    "二〇二〇年",
    "省市县区",
    "中国",
    "年报",
    "(a)",
    "访问",
    "关于",
    "。",
    "、",
    "1月1日至",
    "\x00",
    "\ud800",
    "\u202e",
    "\x1b[31m",
    " ",
    "局2020",
    "总体情况",
    "附件.pdf",
    "登录密码",
    "<meta charset=",
    "|",
    "至",
    "[【(",
    "青溪市水务局",
    "乡",
    "镇",
    "东区街道",
    "国家",
]


def one_line(text):
    return Document((Line(text),), "text")


def many_lines(text):
    return Document(tuple(Line(text[at : at + 40]) for at in range(0, len(text), 40)), "text")


def whole(document):
    front = find_front(document)
    find_metadata(document, front=front)
    find_sections(document, front=front)
    reason_against(document, Metadata(), (), front=front)


WAYS = {
    "title": is_report_title,
    "date": lambda text: find_date(text, glued=True),
    "labels": split_labels,
    "place": lambda text: find_place(text, site=[text], text=text),
    "year": lambda text: (find_year([text]), guess_year([text])),
    "charset": lambda text: decode(text.encode("utf-8", "surrogatepass"), text[:60]),
    "one line": lambda text: whole(one_line(text)),
    "many lines": lambda text: whole(many_lines(text)),
}


def seconds(way, text):
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        way(text)
        best = min(best, time.process_time() - start)
    return best


@pytest.mark.parametrize("name", WAYS)
def test_four_times_the_text_takes_about_four_times_the_time(name):
    find_place("青溪市")  # reads the tables
    for piece in PIECES:
        text = (piece * 64_000)[:64_000]
        short = seconds(WAYS[name], text[:16_000])
        # What costs less than this is noise.
        assert seconds(WAYS[name], text) <= 10 * short + 0.05, repr(piece)


@pytest.mark.parametrize("name", WAYS)
def test_mixed_pieces_cost_no_more(name):
    text = "".join(one + other for one in PIECES for other in PIECES) * 4
    short = seconds(WAYS[name], text[:8_000])
    assert seconds(WAYS[name], text[:32_000]) <= 10 * short + 0.05


REPEATED = [
    "规章\n0 0\n文件\n",
    "结果维持|1|2\n行政规范性文件||\n其他处理| |\n",
    "0\n0\n1\n予以公开\n",
    "予以公开123",
    "本年新收政府信息公开申请数量 1 2 3\n",
    "复议后起诉 0 ",
    "主动公开政府信息数\t3\n",
    "本年制发件数 本年废止件数 现行有效件数\n规章 1 2 3\n",
]


@pytest.mark.parametrize("piece", REPEATED)
def test_a_report_whose_tables_repeat_one_piece_costs_no_more(piece):
    def read(text):
        parse_report(f"青溪市水务局2022年政府信息公开工作年度报告\n{text}".encode(), url="a.txt")

    text = (piece * 40_000)[:40_000]
    short = seconds(read, text[:10_000])
    assert seconds(read, text) <= 8 * short + 0.05
