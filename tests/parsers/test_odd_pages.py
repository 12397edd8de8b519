"""Pages that offices really make: columns of their own, other numbers, labels half printed."""

import pytest

from parsers import Report, parse_report

HEADS = ("自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计")
COLUMNS = ("natural_person", "business", "research", "nonprofit", "legal_services", "other")
NEW, OUT = "一、本年新收政府信息公开申请数量", "四、结转下年度继续办理"


def table(*rows: tuple[str, ...]) -> str:
    lines = ("".join(f"<td>{text}</td>" for text in row) for row in rows)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def read(body: str) -> Report:
    title = "<h1>清屏县水务局2022年政府信息公开工作年度报告</h1>"
    return parse_report(f"<body>{title}{body}</body>".encode())


def values(report: Report, row: str) -> list[str]:
    facts = [fact for fact in report.facts if fact.key.startswith(f"{row}.")]
    return [str(fact.value) if fact.value is not None else fact.state.value for fact in facts]


@pytest.mark.parametrize("part", ["小计", "合计", "总计", "法人合计"])
def test_the_sum_of_a_part_is_no_total(part: str) -> None:
    heads = ("", *HEADS[:-1], part, "总计")
    page = table(heads, (NEW, "5", "2", "0", "0", "1", "0", "3", "8"), (OUT, *"10000001"))
    assert values(read(page), "requests.new") == ["5", "2", "0", "0", "1", "0", "8"]


def test_a_blank_cell_takes_no_number_from_the_sum_of_a_part_beside_it() -> None:
    heads = ("", *HEADS[:-1], "小计", "总计", "")
    page = table(heads, (NEW, "1", "1", "4", "1", "", "", "6", "7", ""), (OUT, *"00000000", ""))
    assert values(read(page), "requests.new") == ["1", "1", "4", "1", "blank", "blank", "7"]


@pytest.mark.parametrize(
    ("head", "cell", "at"),
    [("单位", "件", 1), ("代码", "01", 1), ("序号", "1", 0), ("备注", "7", 8)],
)
def test_a_column_with_a_head_of_its_own_shifts_no_value(head: str, cell: str, at: int) -> None:
    rows = [["", *HEADS], [NEW, *"5200018"], [OUT, *"1000001"]]
    for row, text in zip(rows, (head, cell, cell), strict=True):
        row.insert(at, text)
    report = read(table(*map(tuple, rows)))
    assert values(report, "requests.new") == list("5200018")
    assert values(report, "requests.carried_out") == list("1000001")


def test_rows_that_are_numbered_in_front_keep_their_labels() -> None:
    page = table(
        ("序号", "", *HEADS),
        ("1", NEW, *"5200018"),
        ("2", "1.重复申请", *"1000001"),
        ("3", OUT, *"0000000"),
    )
    assert values(read(page), "requests.not_processed_repeated") == list("1000001")


def test_a_unit_that_no_head_stands_over_shifts_no_value() -> None:
    heads = "<tr><td colspan=2></td>" + "".join(f"<td>{head}</td>" for head in HEADS) + "</tr>"
    lines = table((NEW, "件", *"520001", ""), (OUT, "件", *"1000001"))
    report = read(lines.replace("<table>", f"<table>{heads}"))
    assert values(report, "requests.new") == [*"520001", "blank"]
    assert values(report, "requests.carried_out") == list("1000001")


def test_a_column_that_no_head_stands_over_leaves_lines_with_blanks_lost() -> None:
    page = table(
        (NEW, "5", "2", "", "", "1", "", "3", "8"),
        (OUT, "", "2", "", "", "", "", "2", "2"),
        ("2.重复申请", "4", "", "", "", "", "", "", "4"),
    )
    rows = ("new", "carried_out", "not_processed_repeated")
    assert {value for row in rows for value in values(read(page), f"requests.{row}")} == {"lost"}


def test_a_line_with_a_blank_at_both_ends_too_many_is_lost() -> None:
    page = table((NEW, "", "5", "2", "0", "0", "1", "0", ""), (OUT, *"1000001"))
    assert values(read(page), "requests.new") == ["lost"] * 7
    assert values(read(page), "requests.carried_out") == list("1000001")


def test_a_line_pushed_aside_keeps_its_order_beside_a_column_of_remarks() -> None:
    page = (
        "<table><tr><td colspan=2></td>" + "".join(f"<td>{head}</td>" for head in HEADS)
        + f"<td>备注</td></tr><tr><td colspan=2>{NEW}</td>"
        + "".join(f"<td>{digit}</td>" for digit in "5200018") + "<td></td></tr>"
        + f"<tr><td>{OUT}</td><td></td>" + "".join(f"<td>{digit}</td>" for digit in "200013")
        + "<td></td></tr></table>"
    )  # fmt: skip
    assert values(read(page), "requests.carried_out") == ["blank", *"200013"]


def test_a_numbered_line_without_its_total_is_no_line_of_heads() -> None:
    total, other = ("3", "（七）总计", *"100000", ""), ("2", "3.其他", *[""] * 7)
    page = table(("序号", "", *HEADS), ("1", NEW, *"520001", ""), other, total)
    assert values(read(page), "requests.new") == [*"520001", "blank"]
    assert values(read(page), "requests.other_other") == ["blank"] * 7
    assert values(read(page), "requests.results_total") == [*"100000", "blank"]


@pytest.mark.parametrize("word", ["ᠨᠡᠶᠢᠲᠡ", "ད་ལོ", "يىل"])
def test_a_label_may_stand_in_a_second_language_too(word: str) -> None:
    page = table(("", *HEADS), (f"{NEW} {word}", *"5200018"), (OUT, *"1000001"))
    assert values(read(page), "requests.new") == list("5200018")


@pytest.mark.parametrize("sign", ["", ".", "、"])
def test_the_number_of_a_label_may_have_a_cell_of_its_own(sign: str) -> None:
    page = table(
        ("", "", "", *HEADS),
        (NEW, "", "", *"5200018"),
        ("（五）不予处理", f"1{sign}", "信访举报投诉类申请", *"1000001"),
        ("", f"2{sign}", "重复申请", *"0200002"),
        ("（六）其他处理", f"1{sign}", "申请人无正当理由逾期不补正", *"3000003"),
        ("", f"3{sign}", "其他", *"0300003"),
    )
    report = read(page)
    assert values(report, "requests.not_processed_petition") == list("1000001")
    assert values(report, "requests.not_processed_repeated") == list("0200002")
    assert values(report, "requests.other_overdue_correction") == list("3000003")
    assert values(report, "requests.other_other") == list("0300003")
    assert values(report, "requests.other_total") == []


def test_two_years_side_by_side_are_not_mixed() -> None:
    page = table(
        ("信息内容", "2022年本年收费金额", "2021年本年收费金额"),
        ("行政事业性收费", "3.5", "9"),
    )
    assert values(read(page + table(("", *HEADS), (NEW, *"5200018"))), "fees.fees") == ["lost"]


@pytest.mark.parametrize("number", ["3 ", "3", "3：", "三是", "③", "3·"])
@pytest.mark.parametrize("name", ["其他", "其它"])
def test_a_row_is_known_however_it_is_numbered(number: str, name: str) -> None:
    page = table(
        ("", *HEADS),
        ("1.申请人无正当理由逾期不补正", *"1000001"),
        ("2.申请人逾期未按收费通知要求缴纳费用", *"0000000"),
        (f"{number}{name}", *"2000002"),
        ("（七）总计", *"3000003"),
    )
    assert values(read(page), "requests.other_other") == list("2000002")


@pytest.mark.parametrize(
    ("head", "label", "key"),
    [
        ("本年处理决定数量", "许可", "licensing.licences"),
        ("本年收费金额（单位：万元）", "行政事业收费项目", "fees.fees"),
        ("本年收费金额（单位：万元）", "事业性收费", "fees.fees"),
    ],
)
def test_a_label_half_printed_is_told_by_the_heads_above_it(
    head: str, label: str, key: str
) -> None:
    page = table(("信息内容", head), (label, "7")) + table(("", *HEADS), (NEW, *"5200018"))
    assert values(read(page), key) == ["7"]


def test_another_measure_is_no_misprint_of_the_row_that_is_missing() -> None:
    page = table(("信息内容", "本年处理决定数量"), ("行政处罚", "7"), ("行政检查", "9"))
    report = read(page + table(("", *HEADS), (NEW, *"5200018")))
    assert values(report, "enforcement.penalties") == ["7"]
    assert values(report, "enforcement.coercion") == []


OUTCOMES = ("结果维持", "结果纠正", "其他结果", "尚未审结", "总计")
DECIDED = ("1", "2", "3", "4", "10", "5", "0", "0", "1", "6", "7", "0", "0", "0", "7")
GROUPS = (
    "<tr><td colspan=5 rowspan=2>行政复议</td><td colspan=10>行政诉讼</td></tr>"
    "<tr><td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td></tr>"
)


def decided(report: Report) -> list[str]:
    return values(report, "review_litigation")


def test_a_table_of_requests_on_its_side_is_read() -> None:
    rows = (("", NEW, "1.重复申请", OUT), *zip(HEADS, "5200018", "1000001", "0000000", strict=True))
    report = read(table(*rows))
    assert values(report, "requests.new") == list("5200018")
    assert values(report, "requests.not_processed_repeated") == list("1000001")


def test_a_table_of_reviews_on_its_side_is_read() -> None:
    lines = zip(OUTCOMES, DECIDED[:5], DECIDED[5:10], DECIDED[10:], strict=True)
    heads = (
        "<tr><td rowspan=2></td><td rowspan=2>行政复议</td><td colspan=2>行政诉讼</td></tr>"
        "<tr><td>未经复议直接起诉</td><td>复议后起诉</td></tr>"
    )
    assert decided(read(table(*lines).replace("<table>", f"<table>{heads}"))) == list(DECIDED)


def test_the_sum_of_all_lawsuits_is_no_part_of_the_reviews() -> None:
    groups = GROUPS.replace("colspan=10", "colspan=11")
    groups = groups.removesuffix("</tr>") + "<td rowspan=2>合计</td></tr>"
    lines = table(OUTCOMES * 3, (*DECIDED, "13"))
    assert decided(read(lines.replace("<table>", f"<table>{groups}"))) == list(DECIDED)


@pytest.mark.parametrize("label", ["件数", "2022年"])
def test_what_a_line_of_reviews_counts_is_none_of_its_values(label: str) -> None:
    line = table(OUTCOMES * 3, (label, *DECIDED[:-1], ""))
    assert decided(read(line.replace("<table>", f"<table>{GROUPS}")))[:-1] == list(DECIDED[:-1])


def test_a_line_of_reviews_without_heads_is_told_by_its_sums() -> None:
    requests = table(("", *HEADS), (NEW, *"5200018"))
    assert decided(read(requests + table(DECIDED))) == list(DECIDED)
    assert decided(read(requests + table((*DECIDED[:-1], "8")))) == []


@pytest.mark.parametrize("word", ["小计", "总计", "总数", "全部"])
def test_a_total_in_front_is_told_by_the_heads_behind_it(word: str) -> None:
    heads = ("", word, *HEADS[:-1])
    page = table(heads, (NEW, *"85200010"[:7]), (OUT, *"1100000"))
    assert values(read(page), "requests.new") == ["5", "2", "0", "0", "0", "1", "8"]


def test_columns_in_an_order_that_no_head_stands_over_are_lost() -> None:
    # Without its spans the second line of heads stands over other columns.
    page = table(
        ("", "申请人情况"),
        ("总计", "自然人", "法人或其他组织"),
        ("商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他"),
        (NEW, *"8520001"),
    )
    rest = table((OUT, *"1100000"))  # the table goes on below without its heads
    report = read(page + "<p>2</p>" + rest)
    assert set(values(report, "requests.new") + values(report, "requests.carried_out")) == {"lost"}


def test_a_row_that_is_pushed_aside_keeps_the_order_of_the_form() -> None:
    page = (
        "<table><tr><td colspan=2></td>" + "".join(f"<td>{head}</td>" for head in HEADS[:-1])
        + "<td>共</td></tr><tr><td rowspan=2>三、本年度办理结果</td><td>（一）予以公开</td>"
        + "".join(f"<td>{digit}</td>" for digit in "5200018")
        + "</tr><tr></tr><tr><td>1.重复申请</td>"
        + "".join(f"<td>{digit}</td>" for digit in "1000001") + "</tr></table>"
    )  # fmt: skip
    assert values(read(page), "requests.not_processed_repeated") == list("1000001")


def down(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


REFUSALS = ("1.属于国家秘密", "2.其他法律行政法规禁止公开", "3.危及“三安全一稳定”")


def test_rows_that_were_run_together_are_taken_apart() -> None:
    cells = (down(first, second) for first, second in zip("5200018", "1000001", strict=True))
    page = table(("", *HEADS), (NEW, *"6200019"), (down(*REFUSALS[:2]), *cells), (OUT, *"0000000"))
    report = read(page)
    assert values(report, "requests.refused_state_secret") == list("5200018")
    assert values(report, "requests.refused_prohibited_by_law") == list("1000001")
    assert values(report, "requests.carried_out") == list("0000000")


def test_numbers_run_together_without_a_line_for_each_row_are_lost() -> None:
    page = table(
        ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        (down("规章", "行政规范性文件"), down("1", "161"), down("1", "2", "3"), ""),
    )
    report = read(page + table(("", *HEADS), (NEW, *"5200018")))
    assert values(report, "regulations.rules") == ["1", "lost", "blank"]
    assert values(report, "regulations.normative_documents") == ["161", "lost", "blank"]


def test_labels_in_one_cell_beside_rows_of_their_own_name_them() -> None:
    rows = (
        f"<tr><td rowspan=2>{down(*REFUSALS[:2])}</td>{'<td>3</td>' * 7}</tr>"
        f"<tr>{'<td>4</td>' * 7}</tr>"
    )
    report = read(table(("", *HEADS), (NEW, *"5200018")).replace("</table>", f"{rows}</table>"))
    assert values(report, "requests.refused_state_secret") == ["3"] * 7
    assert values(report, "requests.refused_prohibited_by_law") == ["4"] * 7


def test_a_cell_over_two_rows_gives_each_its_line() -> None:
    page = table(("信息内容", "本年处理决定数量")).replace(
        "</table>",
        f"<tr><td>行政处罚</td><td rowspan=2>{down('2139', '6281')}</td></tr>"
        "<tr><td>行政强制</td></tr></table>",
    )
    report = read(page + table(("", *HEADS), (NEW, *"5200018")))
    assert values(report, "enforcement.penalties") == ["2139"]
    assert values(report, "enforcement.coercion") == ["6281"]


def test_a_number_broken_over_two_lines_is_one() -> None:
    page = table(("信息内容", "本年处理决定数量"), ("行政许可", down("1508", "722")))
    assert values(read(page), "licensing.licences") == ["1508722"]


def test_all_numbers_of_a_row_in_one_cell_are_no_single_number() -> None:
    heads = table(("", *HEADS)).removesuffix("</table>")
    page = f"{heads}<tr><td>{NEW}</td><td colspan=7>%s</td></tr></table>"
    assert values(read(page % "5 2 0 0 0 1 8"), "requests.new") == list("5200018")
    assert values(read(page % "52 20 0 0 0 1 74"), "requests.new") == ["lost"] * 7


@pytest.mark.parametrize("span", ["", " colspan=2"])
def test_two_numbers_in_a_cell_are_two_where_a_cell_is_missing(span: str) -> None:
    row = f"<tr><td>{OUT}</td><td>10</td><td{span}>3 2</td>%s</tr></table>"
    page = table(("", *HEADS), (NEW, *"5200018")).replace("</table>", row)
    cells = "".join(f"<td>{text}</td>" for text in ("0", "0", "1", "16"))
    assert values(read(page % cells), "requests.carried_out") == ["10", "3", "2", *"001", "16"]
    wrong = cells.replace("16", "17")
    assert values(read(page % wrong), "requests.carried_out") == ["lost"] * 7


@pytest.mark.parametrize(("sign", "state"), [("", "blank"), ("/", "dash"), ("无", "words")])
def test_reviews_of_which_nothing_is_said_are_there(sign: str, state: str) -> None:
    lines = table(OUTCOMES * 3, (sign,) * 15).replace("<table>", f"<table>{GROUPS}")
    assert decided(read(table(("", *HEADS), (NEW, *"5200018")) + lines)) == [state] * 15


def test_a_blank_line_above_the_reviews_hides_none() -> None:
    lines = table(OUTCOMES * 3, ("",) * 15, DECIDED).replace("<table>", f"<table>{GROUPS}")
    assert decided(read(lines)) == list(DECIDED)


def test_reviews_without_their_last_group_are_read() -> None:
    groups = GROUPS.replace("colspan=10", "colspan=5").replace("<td colspan=5>复议后起诉</td>", "")
    lines = table(OUTCOMES * 2, DECIDED[:10]).replace("<table>", f"<table>{groups}")
    assert decided(read(lines)) == list(DECIDED[:10])


@pytest.mark.parametrize("mark", ["*", "**", "※", "（其中修订2件）"])
def test_a_mark_of_a_note_behind_a_number_is_no_part_of_it(mark: str) -> None:
    page = table(("信息内容", "本年处理决定数量"), ("行政许可", f"161{mark}"))
    assert values(read(page), "licensing.licences") == ["161"]
