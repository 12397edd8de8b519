"""Write the cells of a table as text, in the ways that copying and extractors do."""

import re
from random import Random

Cells = list[list[str]]


def lines(rows: Cells, rng: Random) -> str:
    """Return each cell on a line of its own, blanks left out."""
    return "\n\n".join(cell for row in rows for cell in row if cell)


def bars(rows: Cells, rng: Random) -> str:
    """Return a row a line with a bar behind each cell, short rows padded with bars."""
    width = max(map(len, rows))
    return "\n".join(" | ".join(row) + " |" + "|" * (width - len(row)) for row in rows)


def bars_both_sides(rows: Cells, rng: Random) -> str:
    """Return a row a line with bars on both sides of each cell."""
    width = max(map(len, rows))
    return "\n".join("| " + " | ".join(row) + " |" + "|" * (width - len(row)) for row in rows)


def bars_between(rows: Cells, rng: Random) -> str:
    """Return a row a line with bars between its cells."""
    return "\n".join(" | ".join(row) for row in rows)


def bar_ends_line(rows: Cells, rng: Random) -> str:
    """Return a cell a line, each with a bar at its end."""
    return "\n".join("\n".join(f"{cell} |" for cell in row) for row in rows)


def bar_alone(rows: Cells, rng: Random) -> str:
    """Return a cell a line, and bars on lines of their own between them."""
    return "\n|\n".join("\n|\n".join(row) for row in rows)


def spaces(rows: Cells, rng: Random) -> str:
    """Return a row a line with spaces between its cells, blanks left out."""
    return "\n".join(" ".join(cell for cell in row if cell) for row in rows)


def one_line(rows: Cells, rng: Random) -> str:
    """Return all rows on one line."""
    return " ".join(cell for row in rows for cell in row if cell)


def glued(rows: Cells, rng: Random) -> str:
    """Return a row a line with nothing between its cells."""
    return "\n".join("".join(row) for row in rows)


def markdown(rows: Cells, rng: Random) -> str:
    """Return a table of Markdown."""
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    lines.insert(1, "|" + "---|" * len(rows[0]))
    return "## 统计表\n\n" + "\n".join(lines)


def broken_labels(rows: Cells, rng: Random) -> str:
    """Return a cell a line, labels broken anywhere, some behind each character."""

    def broken(cell: str) -> str:
        if len(cell) < 4 or re.fullmatch(r"[\d.,+-]*", cell):
            return cell
        if rng.random() < 0.1:
            return "\n".join(cell)
        cut = rng.randrange(1, len(cell))
        return cell[:cut] + "\n" + cell[cut:] if _may_break(cell, cut) else cell

    return "\n".join(broken(cell) for row in rows for cell in row if cell)


def _may_break(cell: str, cut: int) -> bool:
    return not (cell[cut - 1].isdigit() or cell[cut].isdigit())


def split_numbers(rows: Cells, rng: Random) -> str:
    """Return a cell a line, some numbers broken in two."""
    return "\n".join(_split(cell, rng, "\n") for row in rows for cell in row if cell)


def split_in_bars(rows: Cells, rng: Random) -> str:
    """Return a row a line between bars, some numbers broken in two."""
    parted = rng.choice((" ", "<br>", "\n"))
    return bars_both_sides([[_split(cell, rng, parted) for cell in row] for row in rows], rng)


def _split(cell: str, rng: Random, parted: str) -> str:
    if cell.isdigit() and len(cell) > 1 and rng.random() < 0.3:
        cut = rng.randrange(1, len(cell))
        return cell[:cut] + parted + cell[cut:]
    return cell


def collapsed(rows: Cells, rng: Random) -> str:
    """Return a cell a line, a line that repeats the one above it left out."""
    lines: list[str] = []
    for cell in (cell for row in rows for cell in row if cell):
        if lines[-1:] != [cell]:
            lines.append(cell)
    return "\n".join(lines)


def mixed(rows: Cells, rng: Random) -> str:
    """Return split numbers, dropped blanks and collapsed neighbours, all in one text."""
    return collapsed([split_numbers(rows, rng).split("\n")], rng)


def dropped(rows: Cells, rng: Random) -> str:
    """Return bars between the cells that print something, and none round the others."""
    return "\n".join(" | ".join(cell for cell in row if cell) for row in rows)


def zeros_blank(rows: Cells, rng: Random) -> str:
    """Return a cell a line without the zeros, as some offices leave them out."""
    zeros = {"", "0", "０", "+0"}
    return "\n".join(cell for row in rows for cell in row if cell not in zeros)
