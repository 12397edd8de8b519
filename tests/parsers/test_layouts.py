"""A grid whose shape is known is read as the search reads it, whatever its figures."""

import re
from dataclasses import replace
from random import Random

import pytest

from bench.shapes import HTML, SHAPES, rendered
from demo.invented import invented_reports
from parsers.document import Document, Grid, Shape
from parsers.forms import load_forms
from parsers.grids.rows import grid_rows
from parsers.readers.html import read_html
from parsers.traditional import simplified

REPORTS = invented_reports(12, seed=21)
PAGES = [name for name, shape in SHAPES.items() if shape.media_type == HTML]
ROW = re.compile(r"<tr[^>]*>.*?</tr>", re.DOTALL)
CELL = re.compile(r"<t[dh][^>]*>.*?</t[dh]>", re.DOTALL)
FIGURES = ("0", "3", "12", "40", "123", "1234567")
ODD = ("", "-", "/", "无", "034", "1,234", "5 6", "-3", "0.5", "12元", "其他", "总计", "1", "2")


def damaged(html: str, rng: Random) -> str:
    """Return a page with cells gone, wide, swapped or odd, and rows twice or gone."""

    def row(match: re.Match[str]) -> str:
        cells = CELL.findall(match[0])
        if rng.random() < 0.8 or len(cells) < 2:
            return match[0]
        at = rng.randrange(len(cells) - 1)
        edit = rng.randrange(7)
        if edit == 0:
            del cells[at]
        elif edit == 1:
            cells[at] = re.sub(r"^<t[dh][^>]*", '<td colspan="2"', cells[at])
            del cells[at + 1 : at + 1 + rng.randrange(2)]
        elif edit == 2:
            cells[at], cells[at + 1] = cells[at + 1], cells[at]
        elif edit == 3:
            cells[at] = f"<td>{rng.choice(ODD)}</td>"
        elif edit == 4:
            cells.insert(at, rng.choice(cells))
        elif edit == 5:
            cells = cells * rng.randrange(3)
        else:
            rng.shuffle(cells)
        return f"<tr>{''.join(cells)}</tr>"

    return ROW.sub(row, html)


def with_other_figures(shape: Shape, rng: Random) -> Grid:
    others = [rng.choice(FIGURES) + "元" * (not whole) for whole in shape.whole]
    return shape.with_figures(others)


def is_read_alike(name: str, seed: int) -> bool:
    """Whether a page, damaged or not, gives the same rows with and without known shapes."""
    rng = Random(f"{seed}/{name}")
    html = rendered(name, rng.choice(REPORTS), seed)[0].decode()
    page = read_html(damaged(html, rng).encode() if rng.random() < 0.8 else html.encode())
    grids = [block for block in page.blocks if isinstance(block, Grid)]
    prefer = rng.choice([None, *load_forms()])
    for _ in range(3):
        bare = [replace(grid, shape=None) for grid in grids]
        known = list(grid_rows(grids, load_forms(), prefer))
        searched = list(grid_rows(bare, load_forms(), prefer))
        if known != searched:
            return False
        grids = [with_other_figures(g.shape, rng) if g.shape else g for g in grids]
    return True


@pytest.mark.parametrize("name", PAGES)
def test_known_grids_are_read_as_the_search_reads_them(name: str) -> None:
    assert [seed for seed in range(12) if not is_read_alike(name, seed)] == []


@pytest.mark.hard
@pytest.mark.parametrize("name", PAGES)
def test_hundreds_of_damaged_pages_are_read_as_the_search_reads_them(name: str) -> None:
    assert [seed for seed in range(1000, 1600) if not is_read_alike(name, seed)] == []


def page(*rows: str) -> Document:
    """Return a page whose table has these *rows*, their cells parted by blanks."""
    cells = "".join(f"<tr><td>{row.replace(' ', '<td>')}" for row in rows)
    return read_html(f"<html><body><table>{cells}</table></body></html>".encode())


def table(*rows: str) -> Grid:
    """Return the grid of a page whose table has these *rows*."""
    (grid,) = page(*rows).blocks
    assert isinstance(grid, Grid)
    return grid


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("规章 1 20", "规章 0 3", True),
        ("规章 -1 2.5元", "规章 7元 -8", True),
        ("规章 1 20", "规章 1 -20", False),  # a sign, which only a value has
        ("规章 1 20", "规章 1 020", False),  # the rest of a number
        ("规章 1 20", "规章 1 /", False),
        ("规章 1 20", "规章 1 1,020", False),
        ("规章 1 20", "规程 1 20", False),
    ],
)
def test_tables_are_of_one_shape_that_differ_in_figures_alone(one, other, alike) -> None:
    assert (table(one).shape is table(other).shape) is alike


def test_a_table_without_figures_or_too_long_for_a_form_has_no_shape() -> None:
    assert table("发布机构 水务局").shape is None
    assert table(*["规章 1 2"] * 1000).shape is None


@pytest.mark.parametrize(
    ("figure", "total", "cells"), [("12", "3", ()), ("12", "12", ("12", "", *"0000", "12"))]
)
def test_a_figure_over_two_columns_is_held_against_its_own_report_s_sum(figure, total, cells):
    heads = "申请人 自然人 商业企业 科研机构 社会公益组织 法律服务机构 其他 总计"
    line = f'一、本年新收政府信息公开申请数量<td	colspan="2">{figure}{" 0" * 4} {total}'
    assert [row.cells for row in grid_rows([table(heads, line)], load_forms())] == [cells]


def test_a_table_in_traditional_characters_is_read_by_its_simplified_labels() -> None:
    heads = "信息內容 本年制發件數 本年廢止件數 現行有效件數"
    grids = simplified(page("第二十條第(一)項", heads, "規章 1 2 3"))
    assert [row.cells for row in grid_rows(grids, load_forms())] == [("1", "2", "3")]
