from collections.abc import Iterable
from random import Random

import pytest
from msgspec.structs import replace

from bench.shapes import HTML, SHAPES, rendered
from demo.invented import invented_reports
from parsers.document import Cell, Grid
from parsers.forms import load_forms
from parsers.found import Found
from parsers.grids.rows import grid_rows
from parsers.readers import read_document

REPORTS = invented_reports(6, seed=11)
PAGES = [name for name, shape in SHAPES.items() if shape.media_type == HTML]
ODD = (
    "",
    "",
    "0",
    "7",
    "-",
    "无",
    "1.5",
    "其他",
    "总计",
    "自然人",
    "(六)其他处理",
    "信息内容",
    "规章",
)


def damaged(grid: Grid, rng: Random) -> Grid:
    """Return a grid with odd texts, lines gone or twice, and cells pushed aside."""
    rows = list(grid.rows())
    for _ in range(rng.choice([0, 1, 2, 4])):
        at = rng.randrange(len(rows))
        cells = rows[at]
        place = rng.randrange(len(cells) + 1)
        edit = rng.randrange(5)
        if edit == 0:
            rows[at] = [replace(c, text=rng.choice([*ODD, c.text, c.text])) for c in cells]
        elif edit == 1:
            rows[at] = cells[:place] + [replace(c, column=c.column + 1) for c in cells[place:]]
        elif edit == 2:
            rows[at] = cells[:place] + cells[place + 1 :]
        elif edit == 3:
            rows[at] = rng.choice(rows)
        else:
            rows[at] = []
    cells = tuple(replace(c, row=number) for number, row in enumerate(rows) for c in row)
    return Grid(cells, len(rows), grid.width, grid.place)


def signed(grid: Grid) -> Grid:
    """Return a grid whose numbers bear a sign, which no line is expected to print."""
    texts = (f"+{cell.text}" if cell.text.isdecimal() else cell.text for cell in grid.cells)
    cells: list[Cell] = [replace(c, text=t) for c, t in zip(grid.cells, texts, strict=True)]
    return Grid(tuple(cells), grid.height, grid.width, grid.place)


def rows(grids: Iterable[Grid]) -> list[Found]:
    """Return the rows with a label in front; those side by side may be told by their sums."""
    found = grid_rows(tuple(grids), load_forms())
    return [
        replace(
            row,
            cells=tuple(text and text.lstrip("+") for text in row.cells),
            tokens=tuple(text.lstrip("+") for text in row.tokens),
        )
        for row in found
        if row.table.layout == "down"
    ]


@pytest.mark.parametrize("shape", PAGES)
def test_a_line_as_most_are_is_read_as_the_lines_in_doubt_are(shape: str) -> None:
    for seed in range(30):
        rng = Random(f"{seed}/{shape}")
        content, kind = rendered(shape, rng.choice(REPORTS), seed)
        grids = [
            damaged(block, rng) if rng.random() < 0.7 else block
            for block in read_document(content, media_type=kind).blocks
            if isinstance(block, Grid)
        ]
        assert rows(grids) == rows(map(signed, grids))


def test_heads_that_come_again_in_other_columns_hold_for_the_lines_below() -> None:
    lines = (
        ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数"),
        ("规章", "1", "2", "3"),
        ("信息内容", "现行有效件数", "本年制发件数", "本年废止件数"),
        ("行政规范性文件", "6", "4", "5"),
    )
    cells = tuple(Cell(t, n, at) for n, line in enumerate(lines) for at, t in enumerate(line))
    found = grid_rows([Grid(cells, 4, 4)], load_forms())
    assert [row.cells for row in found] == [("1", "2", "3"), ("4", "5", "6")]
