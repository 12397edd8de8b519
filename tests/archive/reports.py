"""Reports made by hand, for tests that need no parser."""

from decimal import Decimal

from parsers import Check, Fact, Metadata, Region, Report, Section, State


def made(
    issuer: str = "甲县人民政府", year: int = 2020, *, first: str = "41", prose: str = "甲县公开。"
) -> Report:
    """Return a report with a fact of every state."""
    facts = (
        Fact("requests.new.total", Decimal(first), first, "件", State.READ, "line 3"),
        Fact("fees.fees.amount", Decimal("18204.51937"), "18204.51937", "万元", State.READ),
        Fact("requests.new.other", None, "", "件", State.BLANK, "line 4"),
        Fact("licensing.licences.change", Decimal(-57), "减57", "项", State.READ),
        Fact("regulations.rules.made", None, "无", "件", State.WORDS),
        Fact("review_litigation.review.other", Decimal(0), "0", "件", State.REPAIRED),
    )
    return Report(
        metadata=Metadata(
            title=f"{issuer}{year}年政府信息公开工作年度报告",
            year=year,
            issuer=issuer,
            region=Region("430902", "资阳区"),
            published=f"{year + 1}-01-29T09:27:00+08:00",
        ),
        form="2019",
        sections=(Section("一、总体情况", prose), Section("二、问题", "另一处的话。")),
        facts=facts,
        checks=(
            Check("requests.balance.total", True, Decimal(41), Decimal(41)),
            Check("requests.row_sum.new", None, None, Decimal("0.5")),
        ),
        warnings=("published: 缺",),
        text=f"一、总体情况\n{prose}\n二、问题\n另一处的 话。",
    )
