import re
from contextlib import suppress
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench import carriers
from bench.shapes import rendered
from demo.invented import invented_reports
from parsers import ParserError, State, parse_report

REPORT = invented_reports(1, seed=5, odd=False)[0]
LINES = rendered("one cell a line", REPORT, 1)[0].decode()
FACTS = [(fact.key, fact.value) for fact in parse_report(LINES.encode(), url="a.txt").facts]
TABLES = re.findall(r"<table.*?</table>", carriers.article(REPORT, one_table=False), re.DOTALL)
KINDS = ["text/html", "text/plain", ""]
quick = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
# fmt: off
WORDS = [
    "<table>", "<tr>", "<td>", "<td colspan=9>", "</table>", "<p>", "&nbsp;", "|", "\n", "-", "（",
    "0", "12", "１", "第二十条第（一）项", "信息内容", "本年制发件数", "规章", "行政许可", "3.其他",
    "一、本年新收政府信息公开申请数量", "复议后起诉", "结果维持", "总计", "统计指标", "单位",
]
# fmt: on
markup = st.lists(st.sampled_from(WORDS), max_size=120)


@quick
@given(st.binary(max_size=3000), st.sampled_from(KINDS))
def test_any_bytes_give_a_report_or_a_reason_or_a_named_error(content: bytes, kind: str) -> None:
    with suppress(ParserError):
        report = parse_report(content, url="a.html" if kind else "a", media_type=kind)
        assert report.is_report or report.reason


@quick
@given(markup, st.sampled_from(KINDS[:2]))
def test_a_value_is_never_invented(parts: list[str], kind: str) -> None:
    text = "清屏县2022年政府信息公开工作年度报告<p>" + "".join(parts)
    digits = re.sub(r"\D", "", text.translate(str.maketrans("１", "1")))
    for fact in parse_report(text.encode(), media_type=kind).facts:
        if fact.state in (State.READ, State.REPAIRED):
            assert re.sub(r"\D", "", fact.text) in digits
            assert fact.value is not None


@settings(quick, max_examples=20)
@given(st.randoms(use_true_random=False))
def test_white_space_and_width_do_not_change_the_facts(random: Random) -> None:
    wide = str.maketrans("0123456789():,-", "０１２３４５６７８９（）：，－")
    lines = []
    for line in LINES.split("\n"):
        pad = random.choice(["", "", " ", "\u3000", "\u00a0", "\t", "\u200b"])
        lines.append(pad + (line.translate(wide) if pad == "\u3000" else line) + pad)
    found = parse_report("\n".join(lines).encode(), url="a.txt").facts
    assert [(fact.key, fact.value) for fact in found] == FACTS


@settings(quick, max_examples=10)
@given(st.permutations(range(len(TABLES))))
def test_the_order_of_the_tables_does_not_change_the_facts(order: list[int]) -> None:
    body = f"<p>{REPORT.title}</p>" + "".join(TABLES[number] for number in order)
    found = parse_report(body.encode(), media_type="text/html").facts
    assert [(fact.key, fact.value) for fact in found] == FACTS


@quick
@given(st.randoms(use_true_random=False))
def test_label_breaks_do_not_change_the_facts(random: Random) -> None:
    def broken(line: str) -> str:
        cut = random.randrange(1, len(line)) if len(line) > 3 else 0
        whole = not cut or re.search(r"\d", line[cut - 1 : cut + 1]) or random.random() < 0.5
        return line if whole else f"{line[:cut]}\n{line[cut:]}"

    start = LINES.index("二、")
    text = LINES[:start] + "\n".join(map(broken, LINES[start:].split("\n")))
    found = parse_report(text.encode(), url="a.txt").facts
    assert [(fact.key, fact.value) for fact in found] == FACTS


@pytest.mark.parametrize("cut", range(200, len(LINES), 211))
def test_a_text_cut_anywhere_gives_no_wrong_value(cut: int) -> None:
    truth = dict(FACTS)
    for fact in parse_report(LINES[:cut].encode(), url="a.txt").facts:
        assert fact.value is None or fact.value == truth[fact.key]
