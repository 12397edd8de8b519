"""Write a Frictionless data package: CSV tables, and a description of each column."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from archive.database import Connection
from archive.exports.columns import load_columns
from archive.exports.sheets import Expected, Sheet, sheet
from archive.exports.spreadsheets import write_csv
from archive.search.narrowing import Who

# A figure's columns come with the facts; the wide table is for spreadsheets.
TABLES = (
    "reports",
    "facts",
    "panel",
    "checks",
    "denominators",
    "corrections",
    "dictionary",
    "crosswalk",
)
_KEYS = {
    "reports": ["id"],
    "facts": ["report_id", "key"],
    "dictionary": ["key"],
    "denominators": ["year", "form", "key"],
}


def write_package(
    db: Connection,
    folder: Path,
    *,
    key: str = "*",
    narrow: Who | None = None,
    raw: bool = False,
    expected: Mapping[str, Expected] | None = None,
    extra: Sequence[Sheet] = (),
    described: Mapping[str, Any] | None = None,
) -> dict[str, str]:
    """Write the package into *folder*, and return the SHA-256 of each of its tables.

    *expected* is what sources give, by name. *described* goes into `datapackage.json`, *extra*
    tables beside the others. The same reports give the same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    sheets = [*(sheet(name, db, key, narrow, expected) for name in TABLES), *extra]
    resources = [_write(each, folder, raw=raw) for each in sheets]
    package = {
        "name": "nianbao",
        "title": "政府信息公开工作年度报告 / Annual reports on government information disclosure",
        "profile": "tabular-data-package",
        **(described or {}),
        "resources": resources,
    }
    text = json.dumps(package, ensure_ascii=False, indent=2) + "\n"
    (folder / "datapackage.json").write_text(text, encoding="utf-8")
    return {resource["path"]: resource["hash"] for resource in resources}


def _write(table: Sheet, folder: Path, *, raw: bool) -> dict[str, Any]:
    path = folder / f"{table.name}.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        write_csv(table, stream, raw=raw)
    content = path.read_bytes()
    return {
        "name": table.name,
        "path": path.name,
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content).hexdigest()}",
        "schema": _schema(table),
    }


def _schema(table: Sheet) -> dict[str, Any]:
    known = load_columns()
    fields = [
        {"name": name, "type": known[name].type, "title": known[name].zh}
        | {"description": known[name].en}
        for name in table.columns
    ]
    schema: dict[str, Any] = {"fields": fields, "missingValues": [""]}
    if table.name in _KEYS:
        schema["primaryKey"] = _KEYS[table.name]
    if table.name in ("facts", "checks", "panel"):
        reference = {"resource": "reports", "fields": "id"}
        schema["foreignKeys"] = [{"fields": "report_id", "reference": reference}]
    return schema
