"""Turn ruling lines into the cells of tables: from a PDF's paths as from a scan's dark pixels."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise, product
from typing import NamedTuple

# How far a rule that stands alone runs beyond all that cross it to be none of a table's, on both
# sides and on one, in tolerances: farther than any row is high.
_STRAY, _FAR = 5, 25


class Rule(NamedTuple):
    """A straight line: at *at* across its direction, from *start* to *end* along it."""

    at: float
    start: float
    end: float


class Region(NamedTuple):
    """A cell: the rows and columns it covers on the grid without spans."""

    row: int
    column: int
    rowspan: int
    colspan: int


@dataclass(frozen=True, slots=True)
class Lattice:
    """A ruled table; `xs` and `ys` are the edges of its columns and rows, y growing downwards.

    `owners` says for each row and column to which region that place belongs; `open_above` and
    `open_below` that no rule closes the table there.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    regions: tuple[Region, ...]
    owners: tuple[tuple[int, ...], ...]
    open_above: bool = False
    open_below: bool = False

    def region_at(self, x: float, y: float) -> int | None:
        """Return which region holds a point, or None outside of the table."""
        column, row = bisect_left(self.xs, x) - 1, bisect_left(self.ys, y) - 1
        if 0 <= column < len(self.xs) - 1 and 0 <= row < len(self.ys) - 1:
            return self.owners[row][column]
        return None

    def box(self, region: Region) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of a region."""
        return (
            self.xs[region.column],
            self.ys[region.row],
            self.xs[region.column + region.colspan],
            self.ys[region.row + region.rowspan],
        )


def lattices(
    horizontals: Iterable[Rule], verticals: Iterable[Rule], *, tolerance: float
) -> Iterator[Lattice]:
    """Yield the tables that some rules draw, from top to bottom.

    Rules within *tolerance* of one another are one, and gaps up to it are bridged: programs draw
    each cell's edges apart. A side that no rule closes ends where the rules across it end, as at a
    page break.
    """
    levels = list(horizontals)
    across = _merged(levels, tolerance)
    along = _merged(_without_strays(list(verticals), levels, tolerance), tolerance)
    for rows, columns in _connected(across, along, tolerance):
        lattice = _lattice(rows, columns, tolerance)
        if lattice is not None:
            yield lattice


def _without_strays(plumbs: list[Rule], levels: list[Rule], tolerance: float) -> list[Rule]:
    """Return the upright rules without those that run on through the page, and are no table's.

    Where no rule closes a table above or below, several end side by side there, a row away.
    """
    if not levels:
        return plumbs
    first, last = min(rule.at for rule in levels), max(rule.at for rule in levels)
    near, far = _STRAY * tolerance, _FAR * tolerance
    beyond = [rule for rule in plumbs if rule.start < first - near or rule.end > last + near]
    if not beyond:
        return plumbs
    through = [rule for rule in beyond if rule.start < first - near and rule.end > last + near]
    distant = [rule for rule in beyond if rule.start < first - far or rule.end > last + far]
    strays = {
        rule
        for rule in (*through, *distant)
        if _is_alone(rule, rule.start if rule.start < first - near else rule.end, beyond, tolerance)
    }
    if 3 * len({rule.at for rule in through}) < len({rule.at for rule in plumbs}):
        strays.update(through)
    return [rule for rule in plumbs if rule not in strays]


def _is_alone(rule: Rule, end: float, others: Sequence[Rule], tolerance: float) -> bool:
    return not any(
        abs(other.at - rule.at) > tolerance
        and min(abs(other.start - end), abs(other.end - end)) <= tolerance
        for other in others
    )


def _merged(rules: Iterable[Rule], tolerance: float) -> list[Rule]:
    """Return the rules with those on one line joined, by position, then by start."""
    lines: list[list[Rule]] = []
    for rule in sorted(rules):
        if lines and rule.at - lines[-1][0].at <= tolerance:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    return [joined for line in lines for joined in _joined(line, tolerance)]


def _joined(line: list[Rule], tolerance: float) -> Iterator[Rule]:
    """Yield the rules of a line where gaps part it: tables one below the other share no edges."""
    line.sort(key=lambda rule: rule.start)
    start, end, held = line[0].start, line[0].end, [line[0].at]
    for at, begin, finish in line[1:]:
        if begin > end + tolerance:
            yield Rule(sum(held) / len(held), start, end)
            start, end, held = begin, finish, []
        end = max(end, finish)
        held.append(at)
    yield Rule(sum(held) / len(held), start, end)


def _connected(
    across: list[Rule], along: list[Rule], tolerance: float
) -> Iterator[tuple[list[Rule], list[Rule]]]:
    """Yield the groups of rules that touch one another, from top to bottom."""
    left = set(range(len(along)))
    seen: set[int] = set()
    for first in range(len(across)):
        if first in seen:
            continue
        seen.add(first)
        rows, columns, queue = [across[first]], list[Rule](), [(True, first)]
        while queue:
            is_row, index = queue.pop()
            if is_row:
                touching = [k for k in left if _touch(across[index], along[k], tolerance)]
                left.difference_update(touching)
                columns += (along[k] for k in touching)
            else:
                touching = [
                    k
                    for k in range(len(across))
                    if k not in seen and _touch(across[k], along[index], tolerance)
                ]
                seen.update(touching)
                rows += (across[k] for k in touching)
            queue += ((not is_row, k) for k in touching)
        yield rows, columns


def _touch(row: Rule, column: Rule, tolerance: float) -> bool:
    return (
        row.start - tolerance <= column.at <= row.end + tolerance
        and column.start - tolerance <= row.at <= column.end + tolerance
    )


def _lattice(rows: list[Rule], columns: list[Rule], tolerance: float) -> Lattice | None:
    """Return the table of rules that touch, or None where they part nothing."""
    if not columns:
        return None  # an underlined text
    xs, ys = _edges(columns, rows, tolerance), _edges(rows, columns, tolerance)
    pieces = _pieces(_walls(columns, xs, ys, tolerance), _walls(rows, ys, xs, tolerance))
    regions = sorted(_rectangles(pieces))
    if len(xs) < 3 or len(regions) < 2:
        return None  # a frame round a text, or rules between its lines
    owners = [[0] * (len(xs) - 1) for _ in range(len(ys) - 1)]
    for index, (row, column, rowspan, colspan) in enumerate(regions):
        for owned in owners[row : row + rowspan]:
            owned[column : column + colspan] = [index] * colspan
    return Lattice(
        tuple(xs),
        tuple(ys),
        tuple(regions),
        tuple(map(tuple, owners)),
        open_above=ys[0] < min(rule.at for rule in rows) - tolerance,
        open_below=ys[-1] > max(rule.at for rule in rows) + tolerance,
    )


def _edges(rules: list[Rule], crossing: list[Rule], tolerance: float) -> list[float]:
    """Return where the table is cut, its open ends included."""
    lines: list[list[float]] = []
    for rule in sorted(rules):
        if not lines or rule.at - lines[-1][0] > tolerance:
            lines.append([])
        lines[-1].append(rule.at)
    edges = [sum(line) / len(line) for line in lines]
    start, end = min(rule.start for rule in crossing), max(rule.end for rule in crossing)
    if start < edges[0] - 2 * tolerance:
        edges.insert(0, start)
    if end > edges[-1] + 2 * tolerance:
        edges.append(end)
    return edges


def _walls(
    rules: list[Rule], edges: Sequence[float], bands: Sequence[float], tolerance: float
) -> list[list[bool]]:
    """Return for each edge and each band across it whether a rule stands there."""
    walls = [[False] * (len(bands) - 1) for _ in edges]
    middles = [(start + end) / 2 for start, end in pairwise(bands)]
    for at, start, end in rules:
        wall = walls[min(range(len(edges)), key=lambda k: abs(edges[k] - at))]
        first = bisect_left(middles, start - tolerance)
        last = bisect_right(middles, end + tolerance)
        wall[first:last] = [True] * (last - first)
    return walls


def _pieces(upright: list[list[bool]], level: list[list[bool]]) -> list[list[tuple[int, int]]]:
    """Return the sets of places (row, column) that no wall parts."""
    height, width = len(level) - 1, len(upright) - 1
    seen: set[tuple[int, int]] = set()
    pieces = []
    for first in product(range(height), range(width)):
        if first in seen:
            continue
        seen.add(first)
        piece = [first]
        for row, column in piece:  # grows while it is walked
            beside = []
            if column > 0 and not upright[column][row]:
                beside.append((row, column - 1))
            if column + 1 < width and not upright[column + 1][row]:
                beside.append((row, column + 1))
            if row > 0 and not level[row][column]:
                beside.append((row - 1, column))
            if row + 1 < height and not level[row + 1][column]:
                beside.append((row + 1, column))
            for place in beside:
                if place not in seen:
                    seen.add(place)
                    piece.append(place)
        pieces.append(piece)
    return pieces


def _rectangles(pieces: list[list[tuple[int, int]]]) -> Iterator[Region]:
    """Yield each piece as a rectangle; one that is none falls into its rows."""
    for piece in pieces:
        if len(piece) == 1:
            yield Region(*piece[0], 1, 1)
            continue
        region = _bounds(piece)
        if region.rowspan * region.colspan == len(piece):
            yield region
            continue
        for _, row in groupby(sorted(piece), key=lambda place: place[0]):
            for _, run in groupby(enumerate(row), key=lambda item: item[1][1] - item[0]):
                yield _bounds([place for _, place in run])


def _bounds(places: list[tuple[int, int]]) -> Region:
    rows, columns = [row for row, _ in places], [column for _, column in places]
    top, left = min(rows), min(columns)
    return Region(top, left, max(rows) - top + 1, max(columns) - left + 1)
