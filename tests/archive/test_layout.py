from decimal import Decimal

from archive.layout import lay_out
from parsers import Fact, State


def fact(key: str, value: int) -> Fact:
    return Fact(key, Decimal(value), str(value), "件", State.READ)


def test_facts_stand_in_the_rows_and_columns_that_the_form_prints() -> None:
    new = fact("requests.new.total", 3)
    granted = fact("requests.granted.natural_person", 2)

    (table,) = lay_out([new, granted], "2021")

    assert table.columns == ("总计", "自然人")
    assert table.rows == (
        ("一、本年新收政府信息公开申请数量", (new, None)),
        ("(一)予以公开", (None, granted)),
    )


def test_a_key_that_no_form_knows_is_its_own_label() -> None:
    (table,) = lay_out([fact("indicators.主动公开文件数.value", 7)], "local")
    assert table.rows[0][0] == "主动公开文件数"
