import pytest

from parsers.readers.centred import gathered
from tests.parsers.unruled import rows

COLUMNS = (20, 60, 200, 260, 320)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (  # two lines of a label, its figures between them
            [
                (0, None, "2.没有现成信息"),
                (8, None, None, "3", "0", "4"),
                (16, None, "需要另行制作"),
                (40, None, "3.其他", "1", "0", "1"),
            ],
            ["2.没有现成信息需要另行制作 3 0 4", "3.其他 1 0 1"],
        ),
        (  # three, and a group's cell before two rows
            [
                (0, None, "4.保护"),
                (16, "(三)", "第三方", "1", "0", "2"),
                (32, "不予", "权益"),
                (48, "公开", "5.事务", "7", "8", "9"),
            ],
            ["(三)不予公开", "4.保护第三方权益 1 0 2", "5.事务 7 8 9"],
        ),
        (  # figures above which nothing stands, but heads
            [
                (0, None, "2.没有现成信息"),
                (8, None, None, "3", "0", "4"),
                (16, None, "需要另行制作"),
                (80, None, None, "结果维持", "结果纠正", "总计"),
                (96, None, None, "5", "6", "7"),
            ],
            ["2.没有现成信息需要另行制作 3 0 4", "结果维持 结果纠正 总计", "5 6 7"],
        ),
        (  # figures whose label can't be told
            [
                (0, None, "2.没有现成信息"),
                (8, None, None, "3", "0", "4"),
                (16, None, "需要另行制作"),
                (60, None, "3.补正后"),
                (80, None, None, "1", "0", "1"),
            ],
            ["2.没有现成信息需要另行制作 3 0 4", "3.补正后", "1\ufffd 0\ufffd 1\ufffd"],
        ),
        (  # a label that goes on in the next one, which leaves its own figures without
            [
                (0, None, "2.没有现成信息"),
                (8, None, None, "3", "0", "4"),
                (16, None, "需要另行制作"),
                (28, None, "3.补正后申请"),
                (36, None, "1.信访举报", "6", "0", "6"),
                (44, "(五)", "2.重复申请"),
                (56, "不予处理", None, "7", "0", "7"),
                (72, None, "3.要求提供", "1", "0", "1"),
            ],
            [
                "2.没有现成信息需要另行制作 3 0 4",
                "3.补正后申请1.信访举报2.重复申请 6\ufffd 0\ufffd 6\ufffd",
                "(五)",
                "不予处理 7\ufffd 0\ufffd 7\ufffd",
                "3.要求提供 1 0 1",
            ],
        ),
        (  # labels at the height of their figures stay as they are
            [
                (0, None, "1.属于国家秘密", "3", "0", "4"),
                (16, None, "2.其他法律行政"),
                (32, None, "3.危及", "1", "0", "1"),
            ],
            ["1.属于国家秘密 3 0 4", "2.其他法律行政", "3.危及 1 0 1"],
        ),
    ],
)
def test_a_label_centred_beside_its_figures_comes_before_them(lines, expected):
    assert [row.text for row in gathered(rows(COLUMNS, *lines))] == expected
