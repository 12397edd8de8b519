import pytest

from parsers.document import Grid
from parsers.readers.lines import Part, Row
from parsers.readers.pagebreaks import blocks_of
from parsers.readers.paper import Page, Ruled, Table

XS = (50.0, 100.0, 200.0, 250.0, 300.0)


def table(*rows, xs=XS, open_=False):
    """A table from rows of texts; None leaves a cell out, (text, rows) heads several."""
    cells = []
    for row, texts in enumerate(rows):
        for column, given in enumerate(texts, len(XS) - len(xs)):
            text, height = given if isinstance(given, tuple) else (given, 1)
            if text is not None:
                cells.append(Ruled(text, row, column - len(XS) + len(xs), height, 1, ""))
    return Table(xs, 0.0, len(rows), tuple(cells), "", open_, open_)


def joined(above, below):
    pages = [Page(number, 400, 800, (part,)) for number, part in enumerate((above, below), 1)]
    (grid,) = (block for block in blocks_of(pages) if isinstance(block, Grid))
    return [[cell.text for cell in row] for row in grid.rows()]


@pytest.mark.parametrize(
    ("above", "below", "expected"),
    [
        (  # the rest of a label that begins as another does
            table(
                [("三、结果", 2), "1.国家秘密", "1", "2"], [None, "4.保护", "3", "4"], open_=True
            ),
            table(["", "第三方合法权益", "", ""], ["", "5.其他", "5", "6"], open_=True),
            [
                ["三、结果", "1.国家秘密", "1", "2"],
                ["4.保护\n第三方合法权益", "3", "4"],
                ["", "5.其他", "5", "6"],
            ],
        ),
        (  # a label that is whole with its rest, between closed rules
            table(["", "4.保护", "3", "4"]),
            table(["", "第三方合法权益", "", ""]),
            [["", "4.保护\n第三方合法权益", "3", "4"]],
        ),
        (  # a number that its narrow column broke, beside the rest of its label
            table(["", "4.保护", "155", "4"]),
            table(["", "第三方合法权益", "7", ""]),
            [["", "4.保护\n第三方合法权益", "155\n7", "4"]],
        ),
        (  # the head again, above a row that was cut
            table(["类别", "信息内容", "件数", "总数"], ["", "4.保护", "3", "4"]),
            table(["类别", "信息内容", "件数", "总数"], ["", "第三方合法权益", "", ""]),
            [["类别", "信息内容", "件数", "总数"], ["", "4.保护\n第三方合法权益", "3", "4"]],
        ),
        (  # rows that are alike, and no head
            table(["", "规章", "3", "4"], ["", "规章", "3", "4"]),
            table(["", "规章", "3", "4"], ["", "规章", "3", "4"]),
            [["", "规章", "3", "4"]] * 4,
        ),
        (  # values on both sides, each in a column of its own
            table(["", "4.保护", "3", ""]),
            table(["", "第三方合法权益", "", "4"]),
            [["", "4.保护\n第三方合法权益", "3", "4"]],
        ),
        (  # a row of its own that fills what the one above leaves blank
            table(["", "规章", "3", ""]),
            table(["", "规范性文件", "", "4"]),
            [["", "规章", "3", ""], ["", "规范性文件", "", "4"]],
        ),
        (  # a row of its own whose values are blank
            table(["", "规章", "3", "4"]),
            table(["", "规范性文件", "", ""]),
            [["", "规章", "3", "4"], ["", "规范性文件", "", ""]],
        ),
        (  # the group's cell has no edge on the left of the next page
            table([("三、结果", 1), "7.属于行政执", "3", "4"], open_=True),
            table(["法案卷", "", ""], ["8.其他", "5", "6"], xs=XS[1:], open_=True),
            [["三、结果", "7.属于行政执\n法案卷", "3", "4"], ["8.其他", "5", "6"]],
        ),
        (  # a number that a narrow column broke
            table(["", "总计", "1013", "4"]),
            table(["", "", "4", ""], ["", "结转", "5", "6"]),
            [["", "总计", "1013\n4", "4"], ["", "结转", "5", "6"]],
        ),
        (  # numbers of two rows
            table(["", "总计", "1013", "4"]),
            table(["", "结转", "5", "6"]),
            [["", "总计", "1013", "4"], ["", "结转", "5", "6"]],
        ),
    ],
)
def test_a_row_that_a_page_break_cuts_is_one_row(above, below, expected):
    assert joined(above, below) == expected


@pytest.mark.parametrize(
    ("left", "below", "lines"),
    [(90, "现予公布。", 2), (30, "现予公布。", 1), (30, "一、总体情况", 2)],
    ids=["a title", "a paragraph", "a heading below"],
)
def test_the_longest_of_a_few_lines_goes_on_in_no_title_and_no_heading(left, below, lines):
    rows = (Row("青溪县水务局年报", left, 50, 200, 60), Row(below, 10, 70, 80, 80))
    assert len(blocks_of([Page(1, 300, 800, rows)])) == lines


def test_figures_with_a_rule_missing_between_them_are_cells_of_their_own():
    parts = ((110, 130, "349"), (215, 235, "369"))
    wide = Ruled("349|369", 0, 1, 1, 2, "", tuple(Part(text, a, b) for a, b, text in parts))
    page = Page(1, 400, 800, (Table(XS, 0.0, 1, (Ruled("规章", 0, 0, 1, 1, ""), wide)),))
    (grid,) = blocks_of([page])
    assert [(cell.text, cell.column) for cell in grid.cells] == [
        ("规章", 0),
        ("349", 1),
        ("369", 2),
    ]


def test_digits_set_apart_in_one_wide_cell_are_no_two_numbers():
    parts = (Part("1", 190, 196), Part("2", 204, 210))
    page = Page(1, 400, 800, (Table(XS, 0.0, 1, (Ruled("1 2", 0, 1, 1, 2, "", parts),)),))
    (grid,) = blocks_of([page])
    assert [cell.text for cell in grid.cells] == ["1 2"]
