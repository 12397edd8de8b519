"""Who and which year, from titles, boxes, periods and signatures."""

import json

import pytest

from parsers.document import Cell, Document, Grid
from parsers.metadata.find import find_metadata
from tests.parsers.described import BODY, EXAMPLES, TITLE, page, read


@pytest.mark.parametrize("case", ["2020-ziyang-seed", "p14-2020-hebao-zhen-lines"])
def test_the_examples_are_there(case):
    if not EXAMPLES.is_dir():
        pytest.skip("needs the folder ../shared/examples")
    assert (EXAMPLES / case).is_dir()


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="needs the folder ../shared/examples")
@pytest.mark.parametrize("field", ["title", "year", "issuer", "published", "source", "signed"])
def test_every_text_example_gives_its_metadata(field):
    for folder in sorted(EXAMPLES.iterdir()):
        if not (folder / "input.txt").is_file():
            continue
        expected = json.loads((folder / "expected.json").read_text("utf-8"))
        found = getattr(read((folder / "input.txt").read_text("utf-8")), field)
        found = found[:10] if found and field == "published" else found
        allowed = [expected.get(field), *expected.get(f"{field}_may_be", [])]
        assert found in allowed, folder.name


@pytest.mark.parametrize(
    ("period", "year"),
    [
        ("统计期限自2021年1月1日起至2021年12月31日止", 2021),
        ("统计期限为2023 年 1 月 1 日至 12 月 31 日", 2023),
        ("统计期限为2023年1月1日——12月31日", 2023),
        ("统计期限为2023年1月1日----12月31日", 2023),
        ("统计期限为2022 11日到1231日", 2022),
        ("统计期限为202311日至20231231日", 2023),
        ("统计期限为202111日至1231日", 2021),
        ("统计期限为20221月1日至12月31日", 2022),
        ("统计期限为2022年1月1日至2022年12月30日", 2022),
        ("统计期限为2003年5月1日至2008年12月31日", 2008),
        ("截止2020年12月31日历年累计26条", 2020),
        ("统计期限自二〇二〇年一月一日至十二月三十一日", 2020),
    ],
)
def test_the_year_is_the_end_of_the_period(period, year):
    metadata, warnings = find_metadata(
        page(f"一、总体情况\n本报告所列数据的{period}。2030年将改进。")
    )
    assert metadata.year == year
    assert not warnings


def test_a_year_that_is_only_mentioned_is_a_guess_with_a_warning():
    metadata, warnings = find_metadata(page("一、总体情况\n2022年,丰收乡从略(乡发〔2021〕3号)。"))
    assert metadata.year == 2022
    assert any("guess" in warning for warning in warnings)


def test_another_bodys_signature_is_told():
    _, warnings = find_metadata(page(f"{TITLE}\n{BODY}\n东屏县水利局\n2021年1月5日"))
    assert any("东屏县水利局" in warning for warning in warnings)


@pytest.mark.parametrize(
    ("lines", "index", "number"),
    [
        ("索引号000098127/2022-30144", "000098127/2022-30144", None),
        ("文号东政发〔2021〕5号", None, "东政发〔2021〕5号"),
        (
            "索 引 号 | 11341702486344515H/202110-00013 | 分 类 | 年报 |",
            "11341702486344515H/202110-00013",
            None,
        ),
        (
            "索引号\n014416330/2018-04736\n文号\n东林〔2021〕7号\n分类",
            "014416330/2018-04736",
            "东林〔2021〕7号",
        ),
        (
            "索引号: | 11370300004217725X/2021-5106350 | 文号: | 无文号 |",
            "11370300004217725X/2021-5106350",
            None,
        ),
        ("索引号: 文号: 关键词:", None, None),
        ("东林〔2020〕7 号", None, "东林〔2020〕7号"),
        ("东林\n〔2020〕\n7 号", None, "东林〔2020〕7号"),
        ("发文字号:东林【2020】7号", None, "东林【2020】7号"),
        ("溪政办20237", None, "溪政办20237"),
        ("东屏县林业局\n20112", None, None),
    ],
)
def test_index_and_document_numbers(lines, index, number):
    metadata = read(f"{lines}\n{TITLE}\n{BODY}")
    assert (metadata.index_number, metadata.document_number) == (index, number)


def test_a_box_in_a_table_is_read():
    rows = [
        ["名称", TITLE, "索引号", "0142/2021-0003"],
        ["发布机构", "东屏县林业局", "公开日期", "2021-01-22"],
    ]
    cells = tuple(Cell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row))
    document = Document((Grid(cells, 2, 4), *page(BODY).blocks), "html")
    metadata, _ = find_metadata(document)
    assert (metadata.title, metadata.published) == (TITLE, "2021-01-22")
    assert metadata.index_number == "0142/2021-0003"
    assert metadata.source is None


def test_a_box_with_its_labels_above_their_values_is_read():
    rows = [["索引号", "发布机构", "发布日期"], ["0142/2021-0003", "东屏县林业局", "2021-01-22"]]
    cells = tuple(Cell(text, r, c) for r, row in enumerate(rows) for c, text in enumerate(row))
    metadata, _ = find_metadata(Document((Grid(cells, 2, 3), *page(BODY).blocks), "html"))
    assert (metadata.index_number, metadata.published) == ("0142/2021-0003", "2021-01-22")


def test_a_source_is_no_part_of_the_sentence_below_it():
    metadata = read(f"{TITLE}\n来源:县政府办\n现发布{TITLE}。\n{BODY}")
    assert (metadata.title, metadata.source) == (TITLE, "县政府办")


@pytest.mark.parametrize(
    ("sentence", "issuer"),
    [
        ("按照条例规定,现公布岚桥市人民政府2020年政府信息公开工作年度报告。", "岚桥市人民政府"),
        ("按照条例规定,现发布《东屏县石桥镇2020年政府信息公开工作年度报告》。", "东屏县石桥镇"),
        ("现特向社会公布2020年度岚桥市水务局信息公开工作年度报告。", "岚桥市水务局"),
        ("现将《东屏县司法局2020年度政府信息公开工作年度报告》予以公布。", "东屏县司法局"),
        ("现公布我局2020年政府信息公开工作年度报告。", "市府办"),
        ("按照关于公布各县2020年政府信息公开工作年度报告的通知,编写本文。", "市府办"),
    ],
)
def test_the_body_whose_report_is_announced_goes_before_the_box(sentence, issuer):
    metadata = read(f"发布机构:市府办 发文日期:2021-02-28\n{sentence}\n{BODY}")
    assert (metadata.title, metadata.issuer) == (None, issuer)


def test_a_township_is_found_in_the_county_that_signs():
    metadata = read(
        f"2018年松木塘镇政府信息公开工作年度报告\n{BODY}\n桃江县松木塘镇人民政府\n2019年1月8日"
    )
    assert (metadata.region.code, metadata.level) == ("430922109", "township")


def test_hundreds_of_bars_hide_no_field():
    bars = "|" * 450
    lines = f"{TITLE} | {bars}\n来源: 作者: 时间:2021-01-28 点击率:【 打印 】【 关闭 】 | {bars}"
    metadata = read(f"{lines}\n{BODY}\n东屏县林业局 |{bars}\n2021年1月18日 |{bars}")
    assert (metadata.title, metadata.published) == (TITLE, "2021-01-28")
    assert (metadata.source, metadata.signed) == (None, "2021-01-18")
