import io
from decimal import Decimal

import pytest

from archive.exports.rows import WRITERS

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
