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
        ("三、本年度办理结果", ()),
        ("(一)予以公开", (None, granted)),
    )


def test_a_key_that_no_form_knows_is_its_own_label() -> None:
    (table,) = lay_out([fact("indicators.主动公开文件数.value", 7)], "local")
    assert table.rows[0][0] == "主动公开文件数"


def test_rows_of_the_same_number_stand_under_their_heads() -> None:
    keys = ("refused_state_secret", "unavailable_not_held", "unavailable_unclear", "results_total")
    (table,) = lay_out([fact(f"requests.{key}.total", 1) for key in keys], "2021")
    assert [label for label, _ in table.rows] == [
        "(三)不予公开",
        "1.属于国家秘密",
        "(四)无法提供",
        "1.本机关不掌握相关政府信息",
        "3.补正后申请内容仍不明确",
        "(七)总计",
    ]
