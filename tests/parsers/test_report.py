from decimal import Decimal

from parsers import Fact, Report, State
from parsers.report import dumps


def test_a_whole_value_is_an_integer_and_a_fraction_keeps_all_its_digits() -> None:
    whole = Fact("requests.new.total", Decimal("162"), "162", "件", State.READ)
    fee = Fact("fees.fees.amount", Decimal("18204.51937"), "18204.51937", "万元", State.READ)

    facts = Report(facts=(whole, fee)).to_dict()["facts"]

    assert dumps([fact["value"] for fact in facts]) == "[162,18204.51937]"


def test_a_document_that_is_no_report_says_why_and_nothing_else() -> None:
    assert Report(reason="a challenge page").to_dict() == {
        "schema": "nianbao.report/1",
        "report": False,
        "reason": "a challenge page",
    }
