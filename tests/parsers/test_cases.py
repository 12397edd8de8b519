import json
from pathlib import Path
from typing import Any

import pytest

from parsers import parse_report

CASES = Path(__file__).parents[1] / "cases"


@pytest.mark.parametrize("folder", sorted(CASES.iterdir()), ids=lambda folder: folder.name)
def test_a_page_gives_what_was_checked_by_hand(folder: Path) -> None:
    (page,) = folder.glob("page.*")
    expected = json.loads((folder / "report.json").read_text("utf-8"))
    report = parse_report(page.read_bytes(), url=page.name).to_dict()
    assert _as_checked(report, expected.get("metadata", {})) == expected


def _as_checked(report: dict[str, Any], fields: dict[str, Any]) -> dict[str, Any]:
    """Return what a case states: cells, form and broken identities, and the fields it names."""
    if not report["report"]:
        return {"reason": report["reason"]}
    checked = {
        "cells": {
            fact["key"]: [str(fact["value"]), fact["unit"], fact["state"]]
            for fact in report["facts"]
        },
        "form": report["form"],
        "broken": [check["id"] for check in report["checks"] if check["holds"] is False],
    }
    if fields:
        checked["metadata"] = {name: report[name] for name in fields}
    return checked
