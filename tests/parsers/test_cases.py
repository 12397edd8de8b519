import json
from pathlib import Path

import pytest

from parsers import parse_report

CASES = Path(__file__).parents[1] / "cases"


@pytest.mark.parametrize("folder", sorted(CASES.iterdir()), ids=lambda folder: folder.name)
def test_a_page_gives_the_cells_that_were_checked_by_hand(folder: Path) -> None:
    (page,) = folder.glob("page.*")
    expected = json.loads((folder / "report.json").read_text("utf-8"))
    report = parse_report(page.read_bytes(), url=page.name).to_dict()
    cells = {
        fact["key"]: [str(fact["value"]), fact["unit"], fact["state"]] for fact in report["facts"]
    }
    broken = [check["id"] for check in report["checks"] if check["holds"] is False]
    assert (cells, report["form"], broken) == (
        expected["cells"],
        expected["form"],
        expected["broken"],
    )
