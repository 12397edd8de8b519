"""Careless edits of a flattened report, and the cells that are then read wrong by fault."""

import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from random import Random

from bench.shapes import SHAPES, rendered
from demo import statute
from demo.figures import Figures, Value
from demo.invented import InventedReport
from parsers import Fact, State, parse_report

TEXTS = [name for name, shape in SHAPES.items() if shape.media_type == "text/plain"]
Lines = list[str]


def _delete(lines: Lines, at: int, rng: Random) -> None:
    del lines[at]


def _repeat(lines: Lines, at: int, rng: Random) -> None:
    lines.insert(at, lines[at])


def _join(lines: Lines, at: int, rng: Random) -> None:
    lines[at : at + 2] = ["".join(lines[at : at + 2])]


def _swap(lines: Lines, at: int, rng: Random) -> None:
    lines[at : at + 2] = lines[at : at + 2][::-1]


def _number(lines: Lines, at: int, rng: Random) -> None:
    lines.insert(at, str(rng.randrange(20)))


def _inner_number(lines: Lines, at: int, rng: Random) -> None:
    words = lines[at].split(" ")
    words.insert(rng.randrange(len(words) + 1), str(rng.randrange(20)))
    lines[at] = " ".join(words)


def _word_gone(lines: Lines, at: int, rng: Random) -> None:
    words = lines[at].split(" ")
    del words[rng.randrange(len(words))]
    lines[at] = " ".join(words)


def _bar_gone(lines: Lines, at: int, rng: Random) -> None:
    bars = [match.start() for match in re.finditer(r"\|", lines[at])]
    if bars:
        bar = rng.choice(bars)
        lines[at] = lines[at][:bar] + lines[at][bar + 1 :]


EDITS: dict[str, Callable[[Lines, int, Random], None]] = {
    "a line deleted": _delete,
    "a line repeated": _repeat,
    "two lines joined": _join,
    "two lines swapped": _swap,
    "a stray number on a line": _number,
    "a stray number in a line": _inner_number,
    "a word deleted": _word_gone,
    "a bar deleted": _bar_gone,
}


_HEADS = {
    label + bar
    for block in (*statute.BLOCKS["2019"], *statute.BLOCKS["2021"])
    for label in (column.label for column in block.columns)
    for bar in ("", " |")
}


def edited(text: str, edit: str, rng: Random, times: int = 1) -> str:
    """Return *text* with an edit at random places in its tables."""
    lines = [line for line in text.split("\n") if line.strip()]
    for _ in range(times):
        start = next((i for i, line in enumerate(lines) if "第二十条" in line), 0)
        at = rng.randrange(start, max(start + 1, len(lines) - 1))
        # Heads in another order are a table in another order, and no fault.
        if edit != "two lines swapped" or not set(lines[at : at + 2]) & _HEADS:
            EDITS[edit](lines, at, rng)
    return "\n".join(lines)


def with_texts(report: InventedReport, texts: dict[str, tuple[Value, str]]) -> InventedReport:
    """Return the report with other cells at these keys."""
    old = report.figures
    figures = Figures(dict(old.values), dict(old.texts), dict(old.units))
    for key, (value, text) in texts.items():
        figures.put(key, value, text)
    return replace(report, figures=figures)


def with_odd_cells(report: InventedReport, rng: Random, share: float) -> InventedReport:
    """Return the report with a share of its cells blank, dashes or words; its sums may break."""
    odd = [(None, ""), (None, ""), ("-", "-"), ("无", "无")]
    keys = [key for key in report.values if rng.random() < share]
    return with_texts(report, {key: rng.choice(odd) for key in keys})


def facts_of(text: str) -> dict[str, Fact]:
    """Return the facts read in a flattened text, by key."""
    facts = parse_report(text.encode(), url="a.txt", media_type="text/plain").facts
    return {fact.key: fact for fact in facts}


def faults(report: InventedReport, text: str, shape: str) -> list[tuple[str, Fact]]:
    """Return the key and the fact of each cell that is read wrong though the text could show it.

    A row that stands in *text* line for line as it is read is no fault: nobody could know.
    """
    facts = facts_of(text)
    wrong = [
        (key, fact)
        for key, fact in facts.items()
        if fact.value is not None and not _equal(report.values.get(key), fact.value)
    ]
    rows = {key.rpartition(".")[0] for key, _ in wrong}
    printed = {row for row in rows if _prints(report, facts, row, text, shape)}
    return [(key, fact) for key, fact in wrong if key.rpartition(".")[0] not in printed]


def _equal(held: Value, value: Decimal) -> bool:
    return isinstance(held, Decimal) and held == value


# Characters that no report prints: a cell that was given up, and the cells of one row.
_ANYTHING, _CELL = "\ue000", "\ue001"
# Shapes that are random or cut, and what they are without.
_WHOLE = {
    "cut, bars": "bars, padded",
    "cut, one cell a line": "one cell a line",
    "numbers split": "one cell a line",
    "labels broken": "one cell a line",
}


def _prints(
    report: InventedReport, facts: dict[str, Fact], row: str, text: str, shape: str
) -> bool:
    """Whether the *row* with its label before it and what follows it is printed as it was read."""
    read: dict[str, tuple[Value, str]] = {}
    for key in report.values:
        fact = facts.get(key)
        lost = fact is None or fact.state is State.LOST
        mark = _CELL if key.startswith(row + ".") else ""
        told = _ANYTHING if lost else fact.text.replace(" ", "\n")
        read[key] = (None, f"{mark}{told}{mark}" if told else "")
    whole, _ = rendered(_WHOLE.get(shape, shape), with_texts(report, read), 0)
    printed = re.sub(f"{_CELL}(?={_CELL})", "", "\n".join(whole.decode().split()))
    start, end = printed.find(_CELL), printed.rfind(_CELL)
    part = re.sub(f"(?:{_ANYTHING}[\\s|]*)+", _ANYTHING, printed[start - 2 : end])
    pattern = re.escape(part.replace(_CELL, "")).replace(_ANYTHING, "[^一-龥]*")
    if not row.startswith("review_litigation"):  # whose rows stand side by side
        pattern += r"(?!\n[\d-]+(\n|$))"
    return re.search(pattern, "\n".join(text.split())) is not None
