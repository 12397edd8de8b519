"""Two lines that changed places put no number under another column where identities tell."""

from random import Random

import pytest

from bench.shapes import rendered
from demo.invented import invented_reports
from parsers import State, parse_report

REPORTS = invented_reports(30, seed=71, odd=False)


def pages(shape: str) -> list[tuple[dict[str, object], list[str]]]:
    """Return reports, and their texts with two unequal numbers of a column sum exchanged."""
    found = []
    for seed, report in enumerate(REPORTS):
        lines = rendered(shape, report, 1)[0].decode().split("\n")
        lines = [line for line in lines if line]
        start = next(i for i, line in enumerate(lines) if line.startswith("二、上年结转"))
        stop = next(i for i, line in enumerate(lines) if line.startswith("四、结转下年度"))
        pairs = [
            at
            for at in range(start, stop)
            if lines[at].isdecimal() and lines[at + 1].isdecimal() and lines[at] != lines[at + 1]
        ]
        if pairs:
            at = Random(seed).choice(pairs)
            lines[at : at + 2] = lines[at : at + 2][::-1]
            found.append((dict(report.values), lines))
    return found


def test_numbers_that_changed_places_are_lost_where_the_columns_tell() -> None:
    some = pages("one cell a line")
    assert len(some) > 20
    for values, lines in some:
        facts = parse_report("\n".join(lines).encode(), url="a.txt").facts
        read = {fact.key: fact.value for fact in facts if fact.value is not None}
        assert read.items() <= values.items()
        assert 2 <= sum(fact.state is State.LOST for fact in facts) < 14


@pytest.mark.parametrize("old", ["0", "1"])
def test_a_single_number_that_breaks_its_column_stays_as_printed(old: str) -> None:
    report = REPORTS[0]
    lines = [
        line for line in rendered("one cell a line", report, 1)[0].decode().split("\n") if line
    ]
    at = next(i for i, line in enumerate(lines) if line.startswith("二、上年结转")) + 1
    lines[at] = old if lines[at] != old else "7"
    facts = parse_report("\n".join(lines).encode(), url="a.txt").facts
    fact = next(fact for fact in facts if fact.key == "requests.carried_in.natural_person")
    assert (str(fact.value), fact.state) == (lines[at], State.READ)
