import io
from decimal import Decimal

import pytest

from archive.exports.rows import WRITERS, write_grid

ROWS = [{"id": 1, "title": "甲县2020年年报", "fee": Decimal("0.50")}, {"id": 2, "title": None}]


def written(name: str) -> str:
    stream = io.StringIO()
    WRITERS[name](ROWS, ["id", "title", "fee"], stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("jsonl", '{"id":1,"title":"甲县2020年年报","fee":0.50}\n{"id":2,"title":null}\n'),
        ("csv", "id,title,fee\n1,甲县2020年年报,0.50\n2,,\n"),
    ],
)
def test_rows_are_written_for_programs(name: str, text: str) -> None:
    assert written(name) == text


def test_a_table_into_a_pipe_is_not_shortened_to_a_screen() -> None:
    stream = io.StringIO()
    WRITERS["table"]([{"title": "字" * 300}], ["title"], stream)
    assert "字" * 300 in stream.getvalue()


def test_an_escape_character_in_a_title_is_shown_not_obeyed() -> None:
    stream = io.StringIO()
    WRITERS["table"]([{"title": "a\x1b[2Jb"}], ["title"], stream)
    assert "\\x1b[2J" in stream.getvalue()


class Screen(io.StringIO):
    """A terminal, as far as a table asks for one."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("wide", "shown"),
    [
        ("60", [" id   title            fee", " 1    甲县2020年年报   0.50"]),
        ("14", ["id     1", "title  甲县202", "fee    0.50"]),
    ],
)
def test_rows_that_a_terminal_is_too_narrow_for_are_written_downwards(
    monkeypatch: pytest.MonkeyPatch, wide: str, shown: list[str]
) -> None:
    monkeypatch.setenv("COLUMNS", wide)
    monkeypatch.setenv("LINES", "25")
    monkeypatch.setenv("TERM", "dumb")
    stream = Screen()
    WRITERS["table"](ROWS, ["id", "title", "fee"], stream)
    lines = [line.rstrip() for line in stream.getvalue().splitlines()]
    assert [line for line in lines if line in shown] == shown


def test_a_table_of_figures_keeps_its_columns_beside_each_other_however_narrow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "14")
    monkeypatch.setenv("LINES", "25")
    monkeypatch.setenv("TERM", "dumb")
    stream = Screen()
    write_grid([{"": "一、本年新收", "总计": 41}], ["", "总计"], stream)
    assert "41" in next(line for line in stream.getvalue().splitlines() if "一" in line)


def test_a_table_into_a_file_has_no_empty_ends() -> None:
    lines = written("table").splitlines()
    assert lines[1:2] == [" id   title            fee"]
    assert [line for line in lines if line != line.rstrip()] == []
