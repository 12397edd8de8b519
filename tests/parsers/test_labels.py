"""Metadata lines and boxes, split at their labels."""

import pytest

from parsers.document import Cell, Grid
from parsers.metadata.labels import box_labels, split_labels


def fields(text):
    split = split_labels(text)
    return {pair.field: pair.value for pair in split.pairs if pair.field} if split else None


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (
            "发布时间:2021-01-29 09:27 信息来源:部门单位 作者: 浏览量: 【字体:",
            {"published": "2021-01-29 09:27", "source": "部门单位", "author": ""},
        ),
        (
            "发布时间:2022-01-19 00:00 来源:县水务局(县河长办、县移民中心) 字体:[ ]",
            {"published": "2022-01-19 00:00", "source": "县水务局(县河长办、县移民中心)"},
        ),
        ("发布时间: 2024-02-05 10:31 字体:[]", {"published": "2024-02-05 10:31"}),
        ("发布机构 | 旗政府办 | 文 号 | |", {"body": "旗政府办", "document_number": ""}),
        (
            "索引号 | lqqzf/2022-01075 | 效力属性 | |",
            {"index_number": "lqqzf/2022-01075"},
        ),
        (
            "发布日期: 2022-01-14  来源:柳河镇 字体:  打印   分享至:",
            {"published": "2022-01-14", "source": "柳河镇"},
        ),
        ("发布日期: 2018- 02- 06 00: 00 浏览次数:", {"published": "2018- 02- 06 00: 00"}),
        ("浏览量:次    来源:双槐镇", {"source": "双槐镇"}),
        ("发布日期:2023-02-02 信息来源: 浏览次数:", {"published": "2023-02-02", "source": ""}),
        ("日期:2022-01-27", {"dated": "2022-01-27"}),
        (
            "来源:区政府办 时间:2018-01-15 14:20",
            {"source": "区政府办", "dated": "2018-01-15 14:20"},
        ),
        (
            "时间:2024-01-30 15:08来源:望川县南麓镇作者: 点击:",
            {"dated": "2024-01-30 15:08", "source": "望川县南麓镇", "author": ""},
        ),
        (
            "作者:管理员 | 来源:管理员 | 时间:2020-01-22 点击数:- 分享到:",
            {"author": "管理员", "source": "管理员", "dated": "2020-01-22"},
        ),
        ("来源:    时间:2023年02月03日", {"source": "", "dated": "2023年02月03日"}),
        ("更新日期:2021-01-11 来源:县畜牧局", {"updated": "2021-01-11", "source": "县畜牧局"}),
        ("发布时间:2020-01-31   录入:乐至县回澜镇", {"published": "2020-01-31"}),
        (
            "发布机构:县畜牧局 发布时间: 2021-01-11 08:02 字体: [ ]",
            {"body": "县畜牧局", "published": "2021-01-11 08:02"},
        ),
        ("索引号000098127/2022-30144", {"index_number": "000098127/2022-30144"}),
        ("发布机构发文日期 2022-01-20 18:40", {"body": "", "published": "2022-01-20 18:40"}),
        ("文号是否有效", None),
        ("文号:null 来源:undefined 作者:", {"document_number": "", "source": "", "author": ""}),
        (
            "索 引 号 | 013377205/2019-00318 | 分 类 | 年报 |",
            {"index_number": "013377205/2019-00318"},
        ),
        (
            "索 引 号: QX0020/2022-00105 | 发文机关: 林业局 | 文 号: |",
            {"index_number": "QX0020/2022-00105", "body": "林业局", "document_number": ""},
        ),
        ("发布机构: 石桥镇 发文日期: 2018-01-16", {"body": "石桥镇", "published": "2018-01-16"}),
        (
            "發布時間:2021-01-29 來源:東屏縣 閱讀次數:12",
            {"published": "2021-01-29", "source": "東屏縣"},
        ),
        ("信息来源:水务局 打印 关闭", {"source": "水务局"}),
        ("信息来源: 大 中 小", {"source": ""}),
        ("咨询:桃江县审计局办公室。", None),
        ("2020年度收费:没有。", None),
        ("机构名称变更公告", None),
    ],
)
def test_a_line_is_split_at_the_next_known_label(line, found):
    assert fields(line) == found


def test_what_stands_before_the_first_label_is_kept():
    assert split_labels("2023年02月14日来源:3").rest == "2023年02月14日"


def test_a_box_gives_label_and_value_side_by_side_or_in_one_cell():
    texts = [
        ["索 引 号", "0001/2021-1", "分类", ""],
        ["发布机构:", "", "发文日期:2021-01-05", "文号"],
    ]
    cells = [
        Cell(text, row, column)
        for row, line in enumerate(texts)
        for column, text in enumerate(line)
    ]
    found = {pair.field: pair.value for pair in box_labels(Grid(tuple(cells), 2, 4))}
    assert found == {
        "index_number": "0001/2021-1",
        "": "",
        "body": "",
        "published": "2021-01-05",
        "document_number": "",
    }
