import pytest

from parsers import parse_report
from parsers.document import Grid, Line
from parsers.readers.html import read_html
from parsers.readers.soup import read_soup

TITLE = "<h1>清屏县2022年政府信息公开工作年度报告</h1>"
ROWS = "<tr><td>规章</td><td>1</td><td>2</td><td>3</td></tr>"
TABLE = (
    "<table><tr><td>信息内容</td><td>本年制发件数</td><td>本年废止件数</td><td>现行有效件数</td></tr>"
    f"{ROWS}</table>"
)


def grids(html: str) -> list[Grid]:
    return [block for block in read_html(html.encode()).blocks if isinstance(block, Grid)]


def lines(html: str) -> list[str]:
    return [block.text for block in read_html(html.encode()).blocks if isinstance(block, Line)]


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>一、总体<b>情况</b></p><p>二</p>", ["一、总体情况", "二"]),
        ("甲<br>乙", ["甲", "乙"]),
        ("<p>a\nb</p>", ["a b"]),
        ("<pre>a\nb</pre>", ["a", "b"]),
        ("<p>\u3000\u200b</p><script>x</script><p>１：（二）</p>", ["1:(二)"]),
        ("<table><tr><td>第一行<p>第二行</td></tr></table>", ["第一行", "第二行"]),
    ],
)
def test_a_page_gives_the_lines_that_a_browser_shows(html: str, expected: list[str]) -> None:
    assert lines(html) == expected


def test_spans_push_the_cells_beside_and_below_them() -> None:
    (grid,) = grids("<table><tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d</table>")
    assert [(cell.text, cell.row, cell.column) for cell in grid.cells] == [
        ("a", 0, 0),
        ("b", 0, 1),
        ("c", 1, 1),
        ("d", 1, 2),
    ]


def test_a_span_of_a_billion_is_clamped() -> None:
    (grid,) = grids("<table><tr><td colspan=1000000000 rowspan=1000000000>a<td>b</table>")
    assert grid.width <= 200
    assert [cell.text for cell in grid.cells] == ["a", "b"]


def test_a_table_that_holds_tables_is_layout() -> None:
    html = f"<table><tr><td>甲<table><tr><td>1<td>2</table>乙</td><td>{TABLE}</td></tr></table>"
    assert [grid.height for grid in grids(html)] == [1, 2]
    assert lines(html) == ["甲", "乙"]


def test_a_table_with_paragraphs_in_a_cell_is_layout_and_a_note_below_figures_is_not() -> None:
    text = "<p>公开128条。</p>" * 6
    menu = "<tr><td>首页</td><td>公开</td></tr>"
    assert lines(f"<table>{menu}<tr><td colspan=2>{text}</table>") == [
        "首页",
        "公开",
        *["公开128条。"] * 6,
    ]
    assert lines(f"<table>{menu * 20}<tr><td colspan=2>{text}</table>") == []


def test_a_cell_keeps_its_line_breaks_and_no_markup() -> None:
    (grid,) = grids("<table><tr><td>16<br>万<td><p><span>1</span><font>84</font></p></table>")
    assert [cell.text for cell in grid.cells] == ["16\n万", "184"]


def test_a_link_that_is_no_address_is_kept_as_written() -> None:
    (found,) = read_html(b"<a href='http://[x/a.pdf'>a</a>", url="http://a.test/1.html").attachments
    assert found.url == "http://[x/a.pdf"


def test_links_to_documents_are_attachments_and_links_to_pages_are_not() -> None:
    html = '<a href="files/2022.pdf?x=1">年报<b>全文</b></a><a href="/index.html">首页</a>'
    found = read_html(html.encode(), url="http://a.test/x/y.html").attachments
    assert [(link.url, link.name) for link in found] == [
        ("http://a.test/x/files/2022.pdf?x=1", "年报全文")
    ]


def test_text_beyond_the_depth_that_lxml_reads_is_not_lost() -> None:
    page = f"{TITLE}<p>二、主动公开政府信息情况</p>{'<div>' * 3000}{TABLE}<p>政府信息公开</p>"
    report = parse_report(page.encode(), url="a.html")
    assert [int(fact.value or -1) for fact in report.facts] == [1, 2, 3]
    assert any("BeautifulSoup" in warning for warning in report.warnings)


def test_a_whole_page_is_read_once() -> None:
    report = parse_report(f"{TITLE}<p>政府信息公开</p>{TABLE}".encode(), url="a.html")
    assert not [warning for warning in report.warnings if "BeautifulSoup" in warning]


@pytest.mark.parametrize(
    "cell",
    [
        "<td><span style='display: none'>1</span>62</td>",
        '<td><font style="font-size:9pt;mso-hide:all">1</font>62</td>',
        '<td><SPAN STYLE="TEXT-DECORATION:LINE-THROUGH">1</SPAN><span>62</span></td>',
        '<td style="display:none">1</td><td>62</td>',
        '<td>6<b style="display:none">1</b>2</td>',
    ],
)
@pytest.mark.parametrize("end", ["</td>", ""], ids=["tidy", "unclosed"])
def test_what_a_table_hides_by_a_style_is_no_part_of_a_value(cell: str, end: str) -> None:
    html = f"<body><table><tr><td>甲</td>{cell}<td>3</td></tr></table></body>"
    (grid,) = grids(html.replace("</td>", end))
    assert [(item.column, item.text) for item in grid.cells] == [(0, "甲"), (1, "62"), (2, "3")]


def test_a_hidden_row_gives_no_facts() -> None:
    hidden = ROWS.replace("<tr>", '<tr height=0 style="display:none;height:0">').replace("1", "9")
    report = parse_report(f"<body>{TITLE}{TABLE.replace(ROWS, hidden + ROWS)}".encode())
    assert [fact.text for fact in report.facts] == ["1", "2", "3"]


def test_a_hidden_part_of_a_page_that_holds_a_text_stays() -> None:
    text = "本年度主动公开政府信息。" * 60
    html = f'<table><tr><td style="display:none"><p>{text}</p></td><td>乙</td></tr></table>'
    assert text in [cell.text for cell in grids(html)[0].cells]


def test_a_blank_that_was_escaped_twice_is_a_blank() -> None:
    html = "<body><table><tr><td>规章&amp;nbsp;</td><td>&amp;nbsp;62</td></tr></table></body>"
    (grid,) = grids(html)
    assert [cell.text for cell in grid.cells] == ["规章", "62"]


FIELD = '<input type="text" value="7">'


BOX = "<select><option>5</option><option selected>7</option><option>9</option></select>"
FIELDS = (
    FIELD,
    f"<b>{FIELD}</b>",
    '<input value="7" readonly>',
    '<input type="TEXT" value="7">',
    BOX,
    "<select><option>7</option><option>9</option></select>",
)


@pytest.mark.parametrize("body", FIELDS)
@pytest.mark.parametrize("end", ["", "<p"])
def test_a_value_in_a_form_s_field_is_what_the_page_prints(body: str, end: str) -> None:
    html = f"{TITLE}<form>{TABLE.replace('<td>1</td>', f'<td>{body}</td>')}</form>{end}"
    facts = {fact.key: fact.text for fact in parse_report(html.encode(), url="a.html").facts}
    assert facts["regulations.rules.made"] == "7"


@pytest.mark.parametrize("body", FIELDS)
def test_both_trees_see_the_value_in_a_form_s_field(body: str) -> None:
    html = f"<body><table><tr><td>规章</td><td>{body}</td></tr></table><p>{BOX}</body>".encode()
    first = read_html(html)
    assert [cell.text for cell in first.blocks[0].cells] == ["规章", "7"]
    assert read_soup(html, first).blocks == first.blocks


@pytest.mark.parametrize("kind", ["hidden", "submit", "checkbox"])
def test_a_field_that_prints_no_value_is_none(kind: str) -> None:
    field = f'<input type="{kind}" value="7">'
    (grid,) = grids(f"<body><table><tr><td>{field}1</td><td>2</td></tr></table>{field}</body>")
    assert [cell.text for cell in grid.cells] == ["1", "2"]
