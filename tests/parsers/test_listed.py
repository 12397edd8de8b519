"""Tables of one indicator a line, in the shapes that pages and flattenings give them."""

from decimal import Decimal

import pytest

from parsers import parse_report
from parsers.report import Fact

HEAD = "云溪县水利局2016年政府信息公开工作年度报告\n一、概述\n本年公开了信息。\n"
ROWS = (
    ("政府公报公开政府信息数", "条", "0"),
    ("政府网站公开政府信息数", "条", "1,207"),
    ("政务微博公开政府信息数", "条", "18"),
    ("参加或举办新闻发布会总次数", "次", ""),
    ("政策解读稿件发布数", "篇", "9"),
    ("接受培训人员数", "人次", "46"),
)
VALUES = {
    "statistics.channel_gazette.value": 0,
    "statistics.channel_website.value": 1207,
    "statistics.channel_weibo.value": 18,
    "statistics.press_conferences.value": None,
    "statistics.interpretations.value": 9,
    "statistics.trainees.value": 46,
}


def facts(text: str, media_type: str = "text/plain") -> tuple[Fact, ...]:
    return parse_report(text.encode(), media_type=f"{media_type}; charset=utf-8").facts


def values(text: str, media_type: str = "text/plain") -> dict[str, object]:
    return {fact.key: fact.value for fact in facts(text, media_type)}


def web_page(rows: str) -> str:
    lines = "".join(f"<p>{line}</p>" for line in HEAD.splitlines())
    return f"<html><body>{lines}<table>{rows}</table></body></html>"


def table(*rows: tuple[str, ...]) -> str:
    return "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)


def numbered(parted: str, ending: str) -> str:
    lines = (("序号", "统计指标", "单位", "统计数"),)
    lines += tuple((str(number), *row) for number, row in enumerate(ROWS, 1))
    return HEAD + ending.join(parted.join(filter(None, line)) for line in lines) + ending


@pytest.mark.parametrize(("parted", "ending"), [("\n", "\n"), ("\n\n", "\n\n"), (" ", "\n")])
def test_a_lines_own_number_is_no_value(parted: str, ending: str) -> None:
    assert values(numbered(parted, ending)) == VALUES


def test_the_number_of_the_line_below_a_blank_is_not_its_value() -> None:
    blank = next(f for f in facts(numbered("\n", "\n")) if "press_conferences" in f.key)
    assert (blank.value, str(blank.state)) == (None, "lost")


@pytest.mark.parametrize(
    "line",
    [
        "{0} | {1} | {2} |\n",
        "{0}\n| {1}\n| {2}\n|\n",
        "| {0} | {1} |\n{2}\n|\n",
        "{0}\n|\n{1}\n|\n{2}\n|\n",
    ],
)
def test_bars_part_cells_wherever_the_lines_are_broken(line: str) -> None:
    rows = [("统计指标", "计量\n单位", "统计数"), *ROWS]
    assert values(HEAD + "".join(line.format(*row) for row in rows)) == VALUES


def test_a_line_without_a_bar_behind_it_ends_with_its_value() -> None:
    rows = (("指标名称", "单位", "2011年", "2012年"), ("主动公开信息数", "条", "8", "52"))
    rows += (("申请数", "件", "2", "3"), ("行政诉讼数", "件", "0", "1"))
    assert values(HEAD + "\n".join(map(" | ".join, rows))) == {
        "indicators.主动公开信息数.value": 8,
        "indicators.主动公开信息数.value#2": 52,
        "indicators.申请数.value": 2,
        "indicators.申请数.value#2": 3,
        "indicators.行政诉讼数.value": 0,
        "indicators.行政诉讼数.value#2": 1,
    }


def test_bars_that_part_no_table_of_one_width_stop_nothing() -> None:
    text = HEAD + "指标 | 单位 | 数量 |\n主动公开信息数 | 条 | 52 |\n附表二\n指标 | 单位 | 数量 |\n"
    assert values(text + "申请数 | 件 | 3 |\n") == {
        "indicators.主动公开信息数.value": 52,
        "indicators.申请数.value": 3,
    }


def test_bars_that_part_words_of_a_head_anyhow_stop_nothing() -> None:
    pieces = "指标名称5 | 备注 | 序号指标|历年累计|主动公开统计指标|(不同|计量单位|统计数\n2|其中:1"
    assert (
        parse_report((HEAD + pieces).encode(), media_type="text/plain; charset=utf-8").facts == ()
    )


def test_a_label_broken_above_its_bars_is_one_label() -> None:
    text = HEAD + "统计指标 | 单位 | 统计数 | |\n"
    text += "".join(f"{label} | {unit} | {value} | |\n" for label, unit, value in ROWS)
    text += "（一）主动公开政府信息数\n（不同渠道和方式公开相同信息计1条） | 条 | 1300 | |\n"
    assert values(text) == {"statistics.published.value": 1300, **VALUES}


def test_cells_that_touch_are_told_apart() -> None:
    text = HEAD + "统计指标单位统计数\n" + "\n".join(map("".join, ROWS))
    assert values(text) == VALUES


def test_columns_of_unknown_names_are_values_in_order() -> None:
    text = HEAD + "指 标 名 称\n|\n计量\n单位\n|\n机关本级\n|\n下属\n单位\n|\n"
    rows = (("主动公开信息数", "条", "52", "8"), ("业务公开信息", "条", "", "6"))
    text += "".join(f"{cell}\n|\n" for row in rows for cell in row)
    assert values(text) == {
        "indicators.主动公开信息数.value": 52,
        "indicators.主动公开信息数.value#2": 8,
        "indicators.业务公开信息.value": None,
        "indicators.业务公开信息.value#2": 6,
    }


def test_no_value_is_read_where_lines_print_more_than_the_head_names() -> None:
    text = HEAD + "指标名称\n计量单位\n机关\n下属\n"
    text += "主动公开信息数\n条\n52\n8\n申请总数\n件\n4\n3\n业务公开信息\n条\n6\n"
    assert set(values(text).values()) == {None}


def test_tables_side_by_side_are_read_one_after_the_other() -> None:
    head = ("统计指标", "单位", "统计数")
    left, right = ROWS[:3], ROWS[3:]
    rows = [(*a, *b) for a, b in zip((head, *left), (head, *right), strict=True)]
    assert values(web_page(table(*rows)), "text/html") == VALUES


@pytest.mark.parametrize(
    "head",
    [
        (),
        ("项 目", "计量单位", "数 量"),
        ("内容", "单位", "统计数据"),
        ("统计指标", "单位", "统计数", "备注"),
    ],
)
def test_a_head_may_be_missing_or_have_another_name(head: tuple[str, ...]) -> None:
    assert values(web_page(table(head, *ROWS)), "text/html") == VALUES


def test_a_cell_in_front_pushes_a_line_aside_and_not_its_values() -> None:
    head = ("指标名称", "单位", "2012年", "累计")
    rows = (("主动公开信息数", "条", "52", "90"), ("其中", "政府网站", "条", "40", "61"))
    read = values(web_page(table(head, *rows)), "text/html")
    assert (read["indicators.政府网站.value"], read["indicators.政府网站.cumulative"]) == (40, 61)


def test_a_line_with_a_cell_too_many_has_no_value() -> None:
    head = ("指标名称", "2012年", "累计")
    rows = (("主动公开信息数", "52", "90"), ("申请数", "3", "4", "5"))
    read = values(web_page(table(head, *rows)), "text/html")
    assert (read["indicators.主动公开信息数.value"], read["indicators.申请数.value"]) == (52, None)


@pytest.mark.parametrize("parted", [" ", "\n"])
def test_a_head_printed_again_over_the_next_table_is_no_part_of_a_label(parted: str) -> None:
    lines = (
        "指标 单位 数量",
        "主动公开信息数 条 52",
        "附表二:申请情况",
        "指标 单位 数量",
        "申请数 件 3",
    )
    text = HEAD + "\n".join(line.replace(" ", parted) for line in lines) + "\n"
    assert values(text) == {
        "indicators.主动公开信息数.value": 52,
        "indicators.申请数.value": 3,
    }


def test_the_head_of_a_chapter_is_no_part_of_the_label_below() -> None:
    text = (
        HEAD
        + "指标名称 单位 本年度\n一、主动公开情况\n主动公开信息数 条 52\n"
        + "四、其他\n专职人员数 人 1\n"
    )
    assert values(text) == {"indicators.主动公开信息数.value": 52, "indicators.专职人员数.value": 1}


@pytest.mark.parametrize("number", ["", "7 "])
def test_a_unit_and_a_value_may_stand_beside_the_middle_of_a_label(number: str) -> None:
    text = numbered(" ", "\n") if number else HEAD + "统计指标 单位 统计数\n"
    text += f"(四)政府信息公开专项经费(不包括用于公报编辑\n{number}万元 1.5\n管理等方面的经费)\n"
    text += f"{'8 ' if number else ''}其中:主动公开规范性文件数 条 3\n"
    read = values(text + "制发规范性文件总数 件 2\n收到申请数 件 4\n当面申请数 件 4\n")
    assert read["statistics.budget.value"] == Decimal("1.5")
    assert read["statistics.published_normative_documents.value"] == 3


def test_a_form_printed_twice_gives_a_second_column_and_a_copy_of_it_none() -> None:
    head = ("统计指标", "单位", "统计数")
    one = f"<table>{table(head, *ROWS)}</table><p>全区汇总</p><table>"
    other = table(head, *((label, unit, value and "5") for label, unit, value in ROWS))
    assert values(web_page(f"</table>{one}{table(head, *ROWS)}"), "text/html") == VALUES
    read = values(web_page(f"</table>{one}{other}"), "text/html")
    assert read["statistics.channel_weibo.value"] == 18
    assert read["statistics.channel_weibo.value#2"] == 5
    assert len(read) == 2 * len(VALUES)


def test_a_glued_line_without_its_value_takes_none_from_the_line_below() -> None:
    text = HEAD + "统计指标单位统计数\n政府公报公开政府信息数条4\n政府网站公开政府信息数条5\n"
    text += "政务微博公开政府信息数条6\n2.政府网站在线访谈次数次\n"
    text += "其中:主要负责同志参加政府网站在线访谈次数次7\n政策解读稿件发布数篇8\n"
    read = values(text)
    assert read["statistics.online_interviews_led.value"] == 7
    assert read.get("statistics.online_interviews.value") is None


def test_lines_that_a_province_put_in_are_kept_by_their_label() -> None:
    rows = ("统计指标 | 单位 | 统计数 |", "主动公开招标采购信息 | 条 | 12 |")
    rows += tuple(" | ".join(row) + " |" for row in ROWS)
    text = HEAD + "\n".join(rows) + "\n"
    assert values(text) == {**VALUES, "indicators.主动公开招标采购信息.value": 12}
    assert parse_report(text.encode(), media_type="text/plain; charset=utf-8").form == "2014"


def test_a_line_of_signs_that_heads_others_is_no_row() -> None:
    rows = ("统计指标 | 单位 | 统计数 |", "一、主动公开情况 | —— | —— |")
    rows += tuple(" | ".join(row) + " |" for row in ROWS)
    assert values(HEAD + "\n".join(rows) + "\n") == VALUES


@pytest.mark.parametrize(
    ("label", "key"),
    [
        ("收到申请", "requests_received"),
        ("申请答复总数", "replies"),
        ("行政复议数", "reviews"),
        ("危及国家安全、公共安全、经济安全和社会", "refused_security"),
        ("主要负责同志参加政府网站在线", "online_interviews_led"),
    ],
)
def test_most_of_a_label_names_its_row(label: str, key: str) -> None:
    rows = (("统计指标", "单位", "统计数"), *ROWS, (label, "件", "77"))
    assert values(web_page(table(*rows)), "text/html")[f"statistics.{key}.value"] == 77


def test_a_head_over_several_columns_names_each() -> None:
    head = "<tr><td>统计指标</td><td>单位</td><td colspan=2>统计数</td></tr>"
    rows = [(label, unit, value, "7") for label, unit, value in ROWS]
    read = values(web_page(head + table(*rows)), "text/html")
    assert read["statistics.channel_weibo.value"] == 18
    assert read["statistics.channel_weibo.value#2"] == 7


def test_a_row_on_reviews_in_a_local_table_is_no_table_of_reviews() -> None:
    text = HEAD + "指标名称\n单位\n2016年\n主动公开信息数\n条\n52\n行政复议数\n件\n1\n"
    assert values(text) == {"indicators.主动公开信息数.value": 52, "indicators.行政复议数.value": 1}


def test_a_list_of_chapters_gives_no_figures() -> None:
    chapters = "一、总体情况 ...... 1\n四、政府信息公开行政复议、行政诉讼情况 ...... 12\n"
    assert facts(HEAD.splitlines()[0] + "\n目录\n" + chapters) == ()


def test_figures_in_prose_that_names_indicators_are_no_table() -> None:
    assert facts(HEAD + "完成各项指标,公开信息 231 条,其中网站 200 条。\n") == ()


def test_a_table_without_heads_or_units_is_told_by_its_labels() -> None:
    rows = [(label, value or "3") for label, _, value in ROWS]
    assert values(web_page(table(*rows)), "text/html") == VALUES | {
        "statistics.press_conferences.value": 3
    }


def test_any_heads_may_stand_over_the_labels_of_the_form() -> None:
    page = web_page(table(("项目", "单位", "全年数"), *ROWS))
    assert values(page, "text/html") == VALUES


def test_the_names_of_groups_left_of_the_labels_are_no_values() -> None:
    group = f"<tr><td rowspan={len(ROWS)}>二、回应解读情况</td>"
    lines = table(("类别", "统计指标", "单位", "统计数")) + table(*ROWS).replace("<tr>", group, 1)
    assert values(web_page(lines), "text/html") == VALUES


def test_other_words_for_others_name_the_same_row() -> None:
    rows = (*ROWS, ("其它方式公开政府信息数", "条", "7"))
    page = web_page(table(("统计指标", "单位", "统计数"), *rows))
    assert values(page, "text/html") == VALUES | {"statistics.channel_other.value": 7}


def test_a_column_of_units_tells_the_columns_beside_it() -> None:
    rows = (
        ("现场接待数", "人次", "41", "90"),
        *((label, unit, "7", "") for label, unit, _ in ROWS),
    )
    found = values(web_page(table(("项目", "单位", "本年", "累计"), *rows)), "text/html")
    assert found["indicators.现场接待数.value"] == 41
    assert found["indicators.现场接待数.cumulative"] == 90
