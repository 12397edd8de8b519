"""The prose by heading, without tables and page furniture."""

import pytest

from parsers.document import Cell, Document, Grid, Line
from parsers.headings import parse_heading
from parsers.sections import find_sections

REPORT = """东屏县林业局2020年政府信息公开工作年度报告
发布时间:2021-01-29 来源:林业局
根据有关规定,现公布本年度报告,数据自2020年1月1日至2020年12月31日。
一、总体情况
2020年主动公开32条。
(一)主动公开情况。文字从略。
二、主动公开政府信息情况
第二十条第(一)项
信息内容 | 本年新制作数量 | 本年新公开数量 | 对外公开总数量
规章 | 0 | 0 | 0
本年另公开动态信息若干条。
三、收到和处理政府信息
公开申请情况
(本列数据的勾稽关系为:第一项加第二项之和,等于第三项加第四项之和)
一、本年新收政府信息公开申请数量
0
三、本年度办理结果
(二)部分公开(区分处理的,只计这一情形,不计其他情形)
四、结转下年度继续办理
四、
政府信息公开行政复议、行政诉讼情况
行政复议
0
五、存在的主要问题及改进情况
仍有不足。
六、其他需要报告的事项无。
东屏县林业局
2021年1月26日
扫一扫在手机打开当前页
【打印本页】"""


def sections(text):
    document = Document(tuple(Line(line) for line in text.splitlines()), "text")
    return [(section.heading, section.text) for section in find_sections(document)]


def test_a_report_is_parted_by_its_headings():
    assert sections(REPORT) == [
        ("", "根据有关规定,现公布本年度报告,数据自2020年1月1日至2020年12月31日。"),
        ("一、总体情况", "2020年主动公开32条。\n(一)主动公开情况。文字从略。"),
        ("二、主动公开政府信息情况", "本年另公开动态信息若干条。"),
        ("三、收到和处理政府信息公开申请情况", ""),
        ("四、政府信息公开行政复议、行政诉讼情况", ""),
        ("五、存在的主要问题及改进情况", "仍有不足。"),
        ("六、其他需要报告的事项", "无。"),
    ]


def test_a_report_without_headings_has_its_text_in_one_section():
    text = "东屏县2010年政府信息公开年度报告\n全年公开46条,没有收到申请。"
    assert sections(text) == [("", "全年公开46条,没有收到申请。")]


def test_a_first_section_on_one_line_is_parted_from_its_heading():
    line = "一、总体情况2020年公开财政信息1条。" + "其余从略。" * 20
    assert parse_heading(line) == ("一、总体情况", line[6:])


@pytest.mark.parametrize(
    "text",
    ["一、本年新收政府信息公开申请数量", "一是加强组织领导。", "2020年", "三、本年度办理结果"],
)
def test_a_row_of_the_table_is_no_heading(text):
    assert parse_heading(text) is None


def test_a_heading_printed_twice_is_one():
    assert sections("一、概述\n一、概述\n文字。") == [("一、概述", "文字。")]


def test_headings_inside_one_long_line_part_it():
    line = (
        "根据条例编制本报告。 一、总体情况 2020年公开32条。 二、主动公开政府信息情况 渠道为网站。"
        " 三、收费及减免情况 没有收费。"
    )
    assert sections(line) == [
        ("", "根据条例编制本报告。"),
        ("一、总体情况", "2020年公开32条。"),
        ("二、主动公开政府信息情况", "渠道为网站。"),
        ("三、收费及减免情况", "没有收费。"),
    ]


def test_a_second_copy_of_the_report_is_left_out():
    copy = (
        "东屏县2010年政府信息公开年度报告\n一、概述\n文字从略。\n二、申请情况\n没有申请。\n县政府\n"
        "2011年1月5日"
    )
    assert sections(f"{copy}\n{copy}") == [
        ("一、概述", "文字从略。"),
        ("二、申请情况", "没有申请。"),
    ]


def test_files_and_site_furniture_below_the_text_are_left_out():
    title = "东屏县2010年政府信息公开年度报告"
    text = f"{title}\n一、概述\n文字从略。\n东屏县2010年年报.pdf\n政府信息公开年报"
    assert sections(text) == [("一、概述", "文字从略。")]


@pytest.mark.parametrize(
    "below",
    [
        "【我要纠错】 责任编辑:李四",
        "初审:李四 复审:王五",
        "发布日期:2021-01-20 浏览次数:88",
        "信息来源:东屏县林业局\n[打印] [收藏]",
        "最新信息\n东屏县水务局2019年政府信息公开工作年度报告 2020-01-20",
        "东屏县林业局\n网站声明 | 关于我们",
        "友情链接\n青溪市人民政府",
    ],
)
def test_what_a_site_prints_below_an_unsigned_report_is_no_prose(below):
    text = f"东屏县2020年政府信息公开年度报告\n一、概述\n文字从略。\n六、其他事项\n无。\n{below}"
    assert sections(text)[-1] == ("六、其他事项", "无。")


@pytest.mark.parametrize(
    "row",
    [
        "1.信访、举报、投诉类申请的件数 0 0 0 0 0 0 0",
        "规范性文件(指除政府规章外,行政机关依照法定权限、程序制定并公开发布的公文)",
        "结果 维持 | 结果 纠正 | 其他 结果 | 尚未 审结 | 总计 | 复议后起诉",
    ],
)
def test_a_row_of_a_table_with_commas_is_no_prose(row):
    text = f"东屏县2020年政府信息公开年度报告\n三、收到申请情况\n信息内容\n{row}\n五、问题\n不足。"
    assert sections(text)[0] == ("三、收到申请情况", "")


def test_a_last_sentence_may_lack_its_full_stop():
    text = (
        "东屏县2020年政府信息公开年度报告\n一、概述\n文字从略。\n六、其他事项\n无\n未收取信息处理费"
    )
    assert sections(text)[-1] == ("六、其他事项", "无\n未收取信息处理费")


def test_a_number_may_stand_before_its_heading_without_a_point():
    text = "2018年东屏县政府信息公开年度报告\n一 概 述\n文字从略。\n二 主动公开情况\n公开了380条。"
    assert sections(text) == [("一 概 述", "文字从略。"), ("二 主动公开情况", "公开了380条。")]


def test_an_item_below_a_heading_is_no_part_of_it():
    text = "2018年东屏县政府信息公开年度报告\n一、政府支出与收费\n1、工作人员情况\n共有2人。"
    assert sections(text) == [("一、政府支出与收费", "1、工作人员情况\n共有2人。")]


def test_a_report_in_one_table_is_parted_as_any_other():
    alone = ["一、总体情况", "全年公开32条。", "二、主动公开政府信息情况", "第二十条第(一)项"]
    below = ["六、其他需要报告的事项", "无。", "东屏县林业局", "2021年1月26日"]
    rows = [*([text] for text in alone), ["信息内容", "本年制发件数"], *([text] for text in below)]
    cells = tuple(
        Cell(text, at, place) for at, row in enumerate(rows) for place, text in enumerate(row)
    )
    title = Line("东屏县林业局2020年政府信息公开工作年度报告")
    found = find_sections(Document((title, Grid(cells, len(rows), 2)), "html"))
    assert [(section.heading, section.text) for section in found] == [
        ("一、总体情况", "全年公开32条。"),
        ("二、主动公开政府信息情况", ""),
        ("六、其他需要报告的事项", "无。"),
    ]


@pytest.mark.parametrize("form", ["({})", "{}、", "{}.", ""])
def test_chapters_may_be_numbered_in_other_ways_or_not_at_all(form):
    names = ["总体情况", "主动公开政府信息情况", "存在问题"]
    signs = "一二三" if form == "({})" else "123"
    heads = [form.format(sign) + name for sign, name in zip(signs, names, strict=True)]
    text = "\n".join(f"{head}\n全年公开{at}条。" for at, head in enumerate(heads))
    found = sections(f"东屏县2010年政府信息公开年度报告\n{text}")
    assert found == [(head, f"全年公开{at}条。") for at, head in enumerate(heads)]


def test_rows_of_a_table_that_are_numbered_are_no_chapters():
    rows = "(一)予以公开\n0\n(二)部分公开(区分处理的,只计这一情形,不计其他情形)\n0"
    text = f"东屏县2020年政府信息公开年度报告\n总体情况良好。\n{rows}"
    assert [heading for heading, _ in sections(text)] == [""]
