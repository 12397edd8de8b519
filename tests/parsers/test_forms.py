from importlib.resources import files
from pathlib import Path

import pytest

from parsers import parse_report
from parsers.errors import FormError
from parsers.facts import read_facts
from parsers.forms import load_forms, read_forms
from parsers.readers.text import read_text

# The form that docs/add-a-form.md adds, and a page on it.
DOC = Path(__file__).parents[2] / "docs" / "add-a-form.md"
FORM = DOC.read_text("utf-8").split("```toml\n")[1].split("```")[0]
IDENTITY = '\n[[table.identity]]\nid = "x"\nover = "rows"\nequation = "a = b"'
PAGE = """第二十条第(一)项
信息内容
本年新增件数
本年修订件数
规章
3
1
行政规范性文件
12
4
三、收到和处理政府信息公开申请情况"""


def test_a_form_is_added_with_one_file_and_no_code(tmp_path: Path) -> None:
    (tmp_path / "2027.toml").write_text(FORM, encoding="utf-8")
    shipped = [source for source in files("parsers.forms").iterdir() if source.is_file()]
    forms = read_forms([*shipped, tmp_path / "2027.toml"])
    figures = read_facts(read_text(PAGE.encode()), forms)
    assert figures.form == "2027"
    assert [(fact.key, int(fact.value or -1)) for fact in figures.facts] == [
        ("regulations.rules.added", 3),
        ("regulations.rules.amended", 1),
        ("regulations.normative_documents.added", 12),
        ("regulations.normative_documents.amended", 4),
    ]


def test_a_page_may_mix_the_rows_of_two_forms() -> None:
    """The frame of 2021 with the one row （六） of 2019, a short label and a province's own row."""
    columns = "自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计".split()  # noqa: SIM905 - a table reads better
    rules = [
        ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        ("规章", 1, 0, 7),
        ("规范性文件", 12, 2, 40),
        ("其他主动公开文件", 300, 0, 900),
    ]
    requests = [
        ("", "", *columns),
        ("一、本年新收政府信息公开申请数量", "", 4, 1, 0, 0, 0, 0, 5),
        ("三、本年度办理结果", "(一)予以公开", 3, 1, 0, 0, 0, 0, 4),
        ("", "(六)其他处理", 1, 0, 0, 0, 0, 0, 1),
        ("", "(七)总计", 4, 1, 0, 0, 0, 0, 5),
    ]
    report = parse_report("".join(map(_table, (rules, requests))).encode(), media_type="text/html")
    read = {fact.key: fact.value for fact in report.facts}
    assert report.form == "2021"
    assert [read[f"requests.other_total.{name}"] for name in ("natural_person", "total")] == [1, 1]
    assert read["regulations.normative_documents.in_force"] == 40
    assert read["regulations.other_documents.made"] == 300
    assert "requests.other_other.total" not in read


def test_a_row_kept_from_the_form_before_is_read_under_the_heads_over_it() -> None:
    licensing = [("信息内容", "本年处理决定数量"), ("行政许可", 12), ("其他对外管理服务事项", 44)]
    page = "<h1>东屏县林业局2022年政府信息公开工作年度报告</h1>" + _table(licensing)
    report = parse_report(page.encode(), media_type="text/html")
    assert {fact.key: fact.value for fact in report.facts} == {
        "licensing.licences.decisions": 12,
        "licensing.other_services.decisions": 44,
    }


def _table(rows: list[tuple[object, ...]]) -> str:
    lines = ("".join(f"<td>{cell}</td>" for cell in row) for row in rows)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


@pytest.mark.parametrize(
    ("form", "left_out", "cells"), [("2019", "three rows", 198), ("2021", "one row", 200)]
)
def test_a_form_has_as_many_cells_as_its_notice(form: str, left_out: str, cells: int) -> None:
    (found,) = (item for item in load_forms() if item.id == form)
    rows = [(table, row) for table in found.tables for row in table.rows]
    local = {"other_documents"} if form == "2019" else {"other_documents", "other_services"}
    statutory = [
        len(table.columns) for table, row in rows if row.variant != left_out and row.id not in local
    ]
    assert sum(statutory) == cells


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("form = ", "2027.toml: no TOML"),
        ('form = "2027"', "2027.toml: no [[table]]"),
        ('form = "2027"\nparts = ["nowhere"]', "there is no nowhere.toml beside it"),
        (FORM.replace("labels =", "label ="), "there is no key label; known are id, labels"),
        (FORM.replace('labels = ["规章"]', 'labels = "规章"'), "labels is '规章', give a list"),
        (FORM.replace('id = "rules"\n', ""), "row ?: id is missing"),
        (
            FORM + '\n[[table.identity]]\nid = "x"\nover = "rows"\nequation = "a = b"',
            "there is no a",
        ),
    ],
)
def test_a_wrong_form_names_its_file_and_the_cure(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "2027.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FormError) as error:
        read_forms([path])
    assert message in str(error.value)
    assert str(error.value).startswith("2027.toml")
