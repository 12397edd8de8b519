"""Write a table as Parquet, for analysts' programs."""

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from archive.errors import MissingLibraryError
from archive.exports.columns import load_columns
from archive.exports.sheets import Cell, Sheet

_GROUP = 100_000


def write_parquet(sheet: Sheet, path: Path) -> int:
    """Write *sheet* and return how many rows.

    Figures are doubles; beside each, `…_exact` keeps all its digits as text.

    Raises:
        MissingLibraryError: if pyarrow is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise MissingLibraryError("parquet", "Parquet") from error
    known = load_columns()
    kinds = [known[name].type if name in known else _kind(name) for name in sheet.columns]
    types = {"integer": pyarrow.int64(), "number": pyarrow.float64(), "string": pyarrow.string()}
    fields = [(name, types[kind]) for name, kind in zip(sheet.columns, kinds, strict=True)]
    exact = [at for at, kind in enumerate(kinds) if kind == "number"]
    fields += [(f"{sheet.columns[at]}_exact", pyarrow.string()) for at in exact]
    schema = pyarrow.schema(fields)
    total = 0
    with pyarrow.parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for rows in _groups(sheet.rows()):
            columns = [
                _column([row[at] for row in rows], kind) for at, kind in enumerate(kinds)
            ] + [[None if row[at] is None else str(row[at]) for row in rows] for at in exact]
            writer.write_table(pyarrow.table(columns, schema=schema))
            total += len(rows)
    return total


def _kind(name: str) -> str:
    """Return the type of a column of the wide table: figures, and their states."""
    return "string" if name.endswith(":state") else "number"


def _groups(rows: Iterator[Sequence[Cell]]) -> Iterator[list[Sequence[Cell]]]:
    while group := list(islice(rows, _GROUP)):
        yield group


def _column(cells: list[Cell], kind: str) -> list[Any]:
    if kind == "number":
        return [None if cell is None else float(cell) for cell in cells]
    return cells
