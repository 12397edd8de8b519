"""Reports are told from their neighbours, and each neighbour by its reason."""

import re

import pytest

from parsers import parse_report
from tests.parsers.neighbours import NEIGHBOURS
from tests.parsers.variants import REGULATIONS, VARIANTS, page


@pytest.mark.parametrize("name", NEIGHBOURS)
def test_a_neighbour_is_refused_with_its_reason(name):
    word, html = NEIGHBOURS[name]
    report = parse_report(html.encode(), url="page.html", media_type="text/html")
    assert report.reason is not None
    assert word in report.reason


@pytest.mark.parametrize("name", VARIANTS)
def test_a_report_is_accepted_in_every_shape(name):
    report = parse_report(VARIANTS[name].encode(), url="page.html", media_type="text/html")
    assert report.reason is None
    assert report.metadata.year == 2020


def read(title, body):
    return parse_report(page(title, body).encode(), url="page.html", media_type="text/html")


def test_the_statutory_figures_make_a_report_of_a_summary():
    body = f"<p>一、总体情况</p><p>本报告统计期限为2020年。</p>{REGULATIONS}"
    assert read("东屏县林业局2020年政府信息公开工作总结", body).reason is None


def test_a_summary_with_the_chapters_of_a_report_is_one():
    chapters = ("一、主要工作", "二、主动公开情况", "三、依申请公开情况", "四、复议、诉讼情况")
    body = "".join(f"<p>{chapter}</p><p>2012年按政府信息公开条例办理。</p>" for chapter in chapters)
    report = read("东屏县林业局2012年政府信息公开工作总结", body)
    assert report.reason is None
    assert report.metadata.title == "东屏县林业局2012年政府信息公开工作总结"
    assert (report.metadata.issuer, report.metadata.year) == ("东屏县林业局", 2012)


@pytest.mark.parametrize(
    "sentence", ["2012年我镇主动公开政府信息12条。", "全年未收到政府信息公开申请。"]
)
def test_a_report_may_be_one_short_sentence(sentence):
    body = f"<p>{sentence}</p>"
    assert read("石桥镇2012年政府信息公开年度报告", body).reason is None


def test_an_empty_form_is_no_report():
    blank = re.sub(r"<td>\d+</td>", "<td></td>", REGULATIONS)
    assert read("政府信息公开工作年度报告格式", blank).reason is not None


OPENINGS = (
    "本年度报告由岚桥市林业局根据《中华人民共和国政府信息公开条例》编制,"
    "所列数据的期限自2012年1月1日起至2012年12月31日止。",
    "根据《中华人民共和国政府信息公开条例》规定,现公布岚桥市2012年政府信息公开工作年度报告。"
    "数据的统计期限为2012年1月1日至12月31日。",
    "根据《中华人民共和国政府信息公开条例》,现特向社会公布岚桥市2012年信息公开工作年度报告。"
    "数据的统计期限为2012年1月1日至12月31日。",
    "2012年度岚桥市政府信息公开工作报告是按照《政府信息公开条例》的要求编制的。"
    "全文包括总体情况,主动公开政府信息情况,收到和处理政府信息公开申请情况。",
    "• 政府信息公开指南\n• 政府信息公开年报\n按照《中华人民共和国政府信息公开条例》要求,"
    "现就岚桥市人民政府2012年度政府信息公开情况报告如下:\n期限从2012年1月1日至2012年12月31日。",
    "依据《中华人民共和国政府信息公开条例》第五十条规定,编制本报告。数字截至2012年12月31日。",
    "本年报是依《政府信息公开条例》的要求,由岚桥市青石镇编制的2012年度政府信息公开年度报告。",
)


@pytest.mark.parametrize("chapter", ["一、概述", "一 概 述"])
@pytest.mark.parametrize("opening", OPENINGS)
def test_an_opening_sentence_and_one_chapter_make_a_report_of_a_page_cut_short(opening, chapter):
    text = f"{opening}\n{chapter}\n这一年,林区的信息随时向社会公布。\n"
    report = parse_report(text.encode(), url="page.txt")
    assert (report.reason, report.metadata.year, report.form) == (None, 2012, "none")


def test_a_blank_form_of_the_statistics_office_is_no_report():
    form = "政府信息公开情况统计报表\n指标名称\n| 计量单位\n| 代码\n| 本期实际\n|\n"
    rows = "".join(f"第{n}类信息数\n| 条\n| 0{n}\n|\n|\n" for n in "一二三四五")
    assert parse_report((form + rows).encode(), url="page.txt").reason is not None


def test_the_first_chapter_of_the_national_form_tells_a_page_that_is_cut_short():
    text = (
        "一、总体情况\n按照《中华人民共和国政府信息公开条例》,2020年公布信息31条,情况如下:\n"
        "(一)加强领导。局长负责。\n(二)健全制度。依申请公开有了办法。\n"
    )
    assert parse_report(text.encode(), url="page.txt").reason is None


def test_what_a_box_of_metadata_names_makes_no_other_kind_of_report():
    box = "发布机构:岚桥市审计局 | 关 键 词:政务,公报 | 分类:综合/公报/政府信息公开年报 |\n"
    text = f"{box}{OPENINGS[0]}\n一、概述\n这一年,信息随时向社会公布。\n"
    assert parse_report(text.encode(), url="page.txt").reason is None


def test_a_host_in_the_place_of_a_county_tells_a_hijacked_copy():
    title = "example.com青石镇2012年政府信息公开工作年度报告"
    text = f"{title}\n{OPENINGS[0]}\n一、概述\n公开了信息。\n"
    assert "hijacked" in (parse_report(text.encode(), url="page.txt").reason or "")


def test_the_words_of_gambling_in_the_place_of_a_name_tell_a_hijacked_copy():
    text = f"{OPENINGS[0]}\n一、概述\n澳门金沙城_【投注官网平台】林业局公开了253条信息。\n"
    assert "hijacked" in (parse_report(text.encode(), url="page.txt").reason or "")


COLUMNS = (
    "<ul><li>政府信息公开指南</li><li>关于做好2011年政府信息公开工作的通知</li>"
    "<li>政府信息公开目录</li></ul>"
)
MADE = (
    "根据《中华人民共和国政府信息公开条例》要求,由岚桥市水务局编制本年度报告。"
    "所列数据的统计期限自2010年1月1日至2010年12月31日止。"
)


def test_the_columns_round_a_page_do_not_say_what_it_is():
    chapters = "<p>一、概述</p><p>全年公开信息。</p><p>二、主动公开情况</p><p>共12条。</p>"
    html = f"<title>岚桥市人民政府</title>{COLUMNS}<p>{MADE}</p>{chapters}"
    report = parse_report(html.encode(), url="page.html", media_type="text/html")
    assert report.reason is None
    assert (report.metadata.year, report.metadata.issuer) == (2010, "岚桥市水务局")


def test_chapters_laid_out_as_a_table_are_a_report():
    text = "这一年主动公开政府信息二十条,收到公开申请两件,都已按时答复申请人,没有收取费用。"
    rows = "".join(f"<tr><td>{head}</td><td>{text}</td></tr>" for head in ("概述", "申请", "诉讼"))
    assert read("岚桥市水务局2010年政府信息公开年度报告", f"<table>{rows}</table>").reason is None
