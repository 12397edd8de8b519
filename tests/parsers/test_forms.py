from importlib.resources import files
from pathlib import Path

import pytest

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


@pytest.mark.parametrize(
    ("form", "left_out", "cells"), [("2019", "three rows", 198), ("2021", "one row", 200)]
)
def test_a_form_has_as_many_cells_as_its_notice(form: str, left_out: str, cells: int) -> None:
    (found,) = (item for item in load_forms() if item.id == form)
    rows = [(table, row) for table in found.tables for row in table.rows]
    statutory = [
        len(table.columns)
        for table, row in rows
        if row.variant != left_out and row.id != "other_documents"
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
