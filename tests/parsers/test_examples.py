import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from parsers import Report, State, parse_report

EXAMPLES = Path(__file__).parents[3] / "shared" / "examples"
CASES = sorted([*EXAMPLES.glob("*/input.*"), *EXAMPLES.glob("*/report.pdf")]) or [
    pytest.param(None, marks=pytest.mark.skip(reason=f"no examples in {EXAMPLES}"))
]


def case(path: Path) -> tuple[Report, dict[str, Any]]:
    expected = json.loads((path.parent / "expected.json").read_text("utf-8"), parse_float=Decimal)
    return parse_report(path.read_bytes(), url=path.name), expected


def name(path: Path | None) -> str:
    return path.parent.name if path else "none"


@pytest.mark.parametrize("path", CASES, ids=name)
def test_every_cell_of_an_example_is_read_and_none_is_wrong(path: Path) -> None:
    report, expected = case(path)
    values = {fact.key: fact.value for fact in report.facts}
    unknown = {fact.key for fact in report.facts if fact.state is State.LOST}
    assert values | dict.fromkeys(unknown - set(expected["facts"])) == expected["facts"] | (
        dict.fromkeys(unknown - set(expected["facts"]))
    )
    assert report.form == expected["form"]


@pytest.mark.parametrize("path", CASES, ids=name)
def test_a_cell_keeps_what_was_printed_and_breaks_no_identity_of_its_own(path: Path) -> None:
    report, expected = case(path)
    texts = {fact.key: fact.text for fact in report.facts if fact.key in expected["texts"]}
    broken = [check.id for check in report.checks if check.holds is False]
    assert texts == expected["texts"]
    assert broken == expected["violations"]
