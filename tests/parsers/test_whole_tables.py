"""Tables printed as their form has them are read at a glance, and just as a search reads them."""

from collections.abc import Iterable
from functools import cache
from itertools import cycle
from pathlib import Path
from random import Random

import pytest

from bench.shapes import rendered
from demo.invented import InventedReport, invented_reports
from parsers.document import Line
from parsers.flattened import glance
from parsers.flattened.chains import Label, find_chains, searched_chain, whole_chain
from parsers.flattened.headed import find_labels, labels_anywhere
from parsers.flattened.rows import shared_tables, small_rows, table_rows
from parsers.forms import Form, Table, load_forms
from parsers.found import Found
from parsers.readers import read_document
from parsers.streams import Stream
from tests.parsers.edits import EDITS, TEXTS, edited

CASES = sorted((Path(__file__).parents[1] / "cases").glob("*/page.txt"))
CLEAN = [shape for shape in TEXTS if shape in ("one cell a line", "spaces", "labels broken")]


@cache
def _reports() -> list[InventedReport]:
    return invented_reports(6, seed=31)


def _stream(text: str) -> Stream:
    document = read_document(text.encode(), url="a.txt", media_type="")
    return Stream(block for block in document.article if isinstance(block, Line))


def _text(shape: str, report: InventedReport) -> str:
    content = rendered(shape, report, 3)[0]
    return content.decode()


@cache
def _texts(shape: str) -> list[str]:
    """Return reports in a shape, with careless edits too, two on one page, and the cases."""
    rng = Random(f"whole {shape}")
    whole = [_text(shape, report) for report in _reports()]
    edits = [(edit, times) for edit in EDITS for times in (1, 6)]
    damaged = [edited(text, edit, rng, times) for text in whole for edit, times in edits]
    return [*whole, *damaged, "\n".join(whole[:2]), *(case.read_text("utf-8") for case in CASES)]


def _table() -> Table:
    return next(t for form in load_forms() for t in form.tables if t.id == "requests")


def _both_chains(stream: Stream) -> tuple[list[Label], list[Label]]:
    chains = find_chains(stream, _table())
    if not chains:
        return [], []
    opening = chains[0][0]
    end = len(stream.folded)
    searched = searched_chain(stream, _table(), opening, end)
    return whole_chain(stream, _table(), opening, end), searched


@pytest.mark.parametrize("shape", TEXTS)
def test_labels_seen_at_a_glance_are_those_that_a_search_finds(shape: str) -> None:
    for text in _texts(shape):
        whole, searched = _both_chains(_stream(text))
        assert not whole or whole == searched


@pytest.mark.parametrize("shape", TEXTS)
def test_a_section_seen_at_a_glance_holds_every_label_of_a_row(shape: str) -> None:
    forms = load_forms()
    for text in _texts(shape):
        stream = _stream(text)
        found, anywhere = find_labels(stream, forms), labels_anywhere(stream, forms)
        start, end = (found[0].start, found[-1].start) if found else (0, 0)
        assert found[:-1] == [label for label in anywhere if start <= label.start < end]
        assert end in [label.start for label in anywhere] or not found


@pytest.mark.parametrize("shape", CLEAN)
def test_a_text_without_damage_is_seen_at_a_glance(shape: str) -> None:
    for report in invented_reports(6, seed=31, odd=False):
        stream = _stream(_text(shape, report))
        assert _both_chains(stream)[0]
        assert len(find_labels(stream, load_forms())) < len(labels_anywhere(stream, load_forms()))


def test_a_row_printed_elsewhere_is_looked_for() -> None:
    text = _text("one cell a line", _reports()[0])
    assert "其他主动公开文件" not in text
    moved = text.replace("三、收到和处理", "三、收到和处理\n其他主动公开文件\n3\n4\n5\n")
    rows = [label.row.id for label in find_labels(_stream(moved), load_forms()) if label.row]
    assert "other_documents" in rows


def test_a_label_glued_to_another_one_is_left_to_the_search() -> None:
    text = _text("one cell a line", _reports()[0])
    start, end = text.index("其他处理") + len("其他处理"), text.index("（七）总计")
    whole, searched = _both_chains(_stream(text[:start] + text[end:]))
    assert not whole
    assert searched


def _searched(stream: Stream, prefer: Form | None) -> list[Found]:
    forms = load_forms()
    shared = [row for table in shared_tables(forms) for row in table_rows(stream, table)]
    return _filled([*small_rows(stream, forms, prefer), *shared])


def _seen(stream: Stream, prefer: Form | None) -> list[Found]:
    return _filled(glance.stream_rows(stream, load_forms(), prefer))


def _filled(rows: Iterable[Found]) -> list[Found]:
    """Return the rows without labels that stand alone: of two variants one is a head."""
    return [found for found in rows if found.cells or found.tokens]


@pytest.mark.parametrize("shape", [*CLEAN, "all on one line", "bars between"])
def test_rows_seen_at_a_glance_are_those_that_a_search_finds(shape: str) -> None:
    choices = cycle((None, *load_forms()[:2]))
    for text, prefer in zip(_texts(shape)[::4], choices, strict=False):
        for stream in (_stream(text), _stream(text.replace("无", "0"))):
            assert _seen(stream, prefer) == _searched(stream, prefer)


def _never(*arguments: object) -> list[Found]:
    raise AssertionError("the search was asked")


@pytest.mark.parametrize("shape", ["one cell a line", "spaces", "all on one line"])
def test_rows_with_a_number_a_column_need_no_search(
    shape: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = [*invented_reports(4, seed=31, odd=False), *invented_reports(4, seed=32, odd=False)]
    streams = [_stream(_text(shape, report)) for report in reports]
    learnt = [_seen(stream, None) for stream in streams]
    monkeypatch.setattr(glance, "small_rows", _never)
    monkeypatch.setattr(glance, "table_rows", _never)
    assert [_seen(stream, None) for stream in streams] == learnt


@pytest.mark.parametrize("lost", [0.05, 0.3, 1.0])
def test_rows_that_lack_numbers_are_seen_as_a_search_finds_them(
    lost: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = Random(f"numbers lost {lost}")
    for report in invented_reports(6, seed=31, odd=False):
        head, tables, rest = _text("one cell a line", report).partition("信息内容")
        small, requests, rest = rest.partition("申请人情况")
        lines = [x for x in small.split("\n") if not x.isdecimal() or rng.random() > lost]
        stream = _stream("".join([head, tables, "\n".join(lines), requests, rest]))
        assert _seen(stream, None) == _searched(stream, None)
        with monkeypatch.context() as context:
            context.setattr(glance, "small_rows", _never)
            assert _seen(stream, None)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("一、本年新收", "二、本年新收"),
        ("三、本年度办理结果", "本年度办理结果\n三、"),
        ("（七）总计", "（七）\n总计"),
        ("（七）总计", "(七）合计"),
        ("予以公开\n\n", "予以公开 "),
        ("“三安全一稳定”", "「三安全一稳定」"),
        ("（六）其他处理", "其他处理"),
        ("信息内容", "信息内容\n3"),
        ("规章", "规章\n007"),
        ("总体情况", "总体情况\n本年新收政府信息公开申请数量12件。"),
        ("总体情况", "总体情况\n第二十条第（一）项信息内容另见附表。"),
        ("总体情况", "总体情况\n政府集中采购 3 件"),
        ("四、政府信息公开行政复议", "四、\n政府信息公开\n行政复议"),
        ("五、存在的主要问题", "5.存在的主要问题"),
    ],
)
def test_other_labels_and_places_read_at_a_glance_as_a_search_reads_them(
    old: str, new: str
) -> None:
    for report in invented_reports(4, seed=31, odd=False):
        stream = _stream(_text("one cell a line", report).replace(old, new))
        assert _seen(stream, None) == _searched(stream, None)


def test_tables_printed_twice_are_left_to_the_search() -> None:
    one, other, *_ = (_text("one cell a line", report) for report in _reports())
    stream = _stream(f"{one}\n{other}")
    assert _seen(stream, None) == _searched(stream, None)
