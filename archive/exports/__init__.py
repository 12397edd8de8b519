"""Rows and reports in the forms that other programs read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from archive.database import Connection
from archive.errors import ArchiveError
from archive.exports.columnar import write_parquet
from archive.exports.package import write_package
from archive.exports.release import write_release
from archive.exports.sheets import Expected, Sheet, sheet
from archive.exports.spreadsheets import write_csv, write_xlsx
from archive.search.narrowing import Who
from archive.whole import named, whole

# What one sheet of a table or one file can be, besides the whole package.
SHAPES = ("facts", "wide", "panel", "reports", "checks", "denominators")
_BOOK = ("reports", "wide", "facts", "panel", "denominators", "corrections")
_WORDS = ("dictionary", "crosswalk")


@dataclass(frozen=True, slots=True)
class Export:
    """What to export and where: a shape for one table, filters, and options of a format.

    `bom` marks CSV as UTF-8 for Excel, `raw` leaves texts that look like formulas as they are.
    `expected` says of sources, by name, how many reports they give.
    """

    output: Path
    shape: str = "facts"
    key: str = "*"
    narrow: Who = field(default_factory=Who)
    bom: bool = False
    raw: bool = False
    release: str = ""
    expected: Mapping[str, Expected] = field(default_factory=dict)

    def sheet(self, name: str, db: Connection) -> Sheet:
        """Return the sheet called *name* of what is exported."""
        return sheet(name, db, self.key, self.narrow, self.expected)


Exporter = Callable[[Connection, Path, Export], str]


def _csv(db: Connection, archive: Path, export: Export) -> str:
    encoding = "utf-8-sig" if export.bom else "utf-8"
    with export.output.open("w", encoding=encoding, newline="") as stream:
        rows = write_csv(export.sheet(export.shape, db), stream, raw=export.raw)
    return f"{rows} rows"


def _xlsx(db: Connection, archive: Path, export: Export) -> str:
    sheets = [export.sheet(name, db) for name in (*_BOOK, *_WORDS)]
    return f"{write_xlsx(sheets, export.output)} rows"


def _parquet(db: Connection, archive: Path, export: Export) -> str:
    return f"{write_parquet(export.sheet(export.shape, db), export.output)} rows"


def _package(db: Connection, archive: Path, export: Export) -> str:
    narrow, raw, expected = export.narrow, export.raw, export.expected
    if name := export.release:
        digest = write_release(
            db, archive, name, export.output, narrow=narrow, raw=raw, expected=expected
        )
        return f"release {name}, digest {digest}"
    tables = write_package(
        db, export.output, key=export.key, narrow=narrow, raw=raw, expected=expected
    )
    return f"{len(tables)} tables"


EXPORTERS: Mapping[str, Exporter] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "parquet": _parquet,
    "datapackage": _package,
}


def write_export(db: Connection, archive: Path, name: str, export: Export) -> str:
    """Write the export called *name*, one of `EXPORTERS`, and return a line about it.

    Raises:
        ArchiveError: if a library is missing, a release cannot be made, *export* makes no sense, or
            its output cannot be written.
    """
    if export.release and name != "datapackage":
        raise ArchiveError("a release is a data package: --format datapackage --release NAME")
    if name == "datapackage":
        with named(export.output):
            return EXPORTERS[name](db, archive, export)
    with whole(export.output) as output:
        return EXPORTERS[name](db, archive, replace(export, output=output))
