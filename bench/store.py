"""Storing parsed reports beside plain `executemany` of the same rows; `python -m bench store`."""

import argparse
import gc
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from archive import Archive
from archive.catalogue import Catalogue
from archive.database import Connection, connect, transaction
from archive.store import store_report
from archive.version_rows import Sighting
from parsers import Check, Fact, Metadata, Report, Section, State

BATCH = 500
CELLS = [f"requests.row{row}.column{column}" for row in range(29) for column in range(7)][:200]
TABLES = ("report", "location", "version", "body", "section", "fact", "checked")
# The most compact table that keeps what a fact says: numbers for names, no row number.
COMPACT = """
create table fact (
    report integer, item integer, value, state integer, unit integer, primary key (report, item)
) without rowid
"""


def main(arguments: Sequence[str]) -> None:
    """Store invented reports in our way and in the plain way, and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench store", description=__doc__)
    parser.add_argument("--reports", type=int, default=2_000)
    parser.add_argument("--facts", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        _compare(Path(folder), asked.reports, asked.rounds)
        _sum_years(Path(folder), asked.facts)


def _compare(folder: Path, count: int, rounds: int) -> None:
    reports = [invented(number) for number in range(count)]
    # A crawl holds no thousands of reports; the collector must not walk through ours.
    gc.collect()
    gc.freeze()
    ours, plain = [], []
    for number in range(rounds):
        gc.collect()
        ours.append(_store(folder / f"ours{number}", reports))
        gc.collect()
        plain.append(_insert_plainly(folder / f"ours{number}", folder / f"plain{number}"))
    us, them = statistics.median(ours), statistics.median(plain)
    print(f"{count} reports of 200 facts and 5,000 characters, durable every {BATCH}")
    print(f"  plain executemany  {count / them:6.0f} reports/s")
    print(f"  nianbao            {count / us:6.0f} reports/s")
    print(f"  ours / plain: {us / them:.2f}  (goal: at most 1.5)")
    _print_size(folder / "ours0", reports)


def invented(number: int) -> Report:
    """Return a report with 200 facts, one in three 0, and 5,000 characters of prose."""
    values = [(number * 7 + n * n) % 300 if n % 3 else 0 for n in range(len(CELLS))]
    facts = tuple(
        Fact(key, Decimal(value), str(value), "件", State.READ, f"table 2 row {n // 7}")
        for n, (key, value) in enumerate(zip(CELLS, values, strict=True))
    )
    prose = "".join(chr(0x4E00 + (number * 31 + n * n) % 3000) for n in range(4900))
    sections = tuple(
        Section(f"{name}、章", prose[at * 800 : at * 800 + 800])
        for at, name in enumerate("一二三四五六")
    )
    text = "\n".join(f"{section.heading}\n{section.text}" for section in sections)
    checks = tuple(Check(f"requests.balance.c{n}", True, Decimal(n), Decimal(n)) for n in range(30))
    issuer = f"第{number}县人民政府"
    title = f"{issuer}2020年政府信息公开工作年度报告"
    metadata = Metadata(title, 2015 + number % 10, issuer, published="2021-01-29", source="县府办")
    return Report(metadata, "2021", sections, facts, checks, (), text)


def _store(folder: Path, reports: Sequence[Report]) -> float:
    with Archive.open(folder) as archive:
        archive.frontier("one")
        start = time.perf_counter()
        catalogue = Catalogue(archive.connection)
        for first in range(0, len(reports), BATCH):
            with transaction(archive.connection) as connection:
                for number, report in enumerate(reports[first : first + BATCH], first):
                    store_report(connection, catalogue, _sighting(number, report))
        return time.perf_counter() - start


def _sighting(number: int, report: Report) -> Sighting:
    url = f"http://portal.test/art/{number}.html"
    content = number.to_bytes(32, "big")
    return Sighting(1, number, number, url, content, "2021-01-29T00:00:00.000000Z", report, 1)


def _insert_plainly(source: Path, folder: Path) -> float:
    """Insert the rows that our way has written into empty tables of the same making."""
    with Archive.open(source) as archive:
        rows = {name: _rows(archive.connection, name) for name in (*TABLES, "item", "identity")}
        units = _rows(archive.connection, "unit")
    with Archive.open(folder) as archive:
        connection = archive.connection
        for (trigger,) in connection.execute(
            "select name from sqlite_master where type = 'trigger'"
        ).fetchall():
            connection.execute(f"drop trigger {trigger}")
        archive.frontier("one")
        start = time.perf_counter()
        with transaction(connection):
            for name in ("item", "identity"):
                _insert(connection, name, rows[name])
            _insert(connection, "unit", units)
        count = len(rows["version"])
        for first in range(0, count, BATCH):
            with transaction(connection):
                for name in TABLES:
                    each = len(rows[name]) // count
                    _insert(connection, name, rows[name][first * each : (first + BATCH) * each])
        return time.perf_counter() - start


def _rows(connection: Connection, table: str) -> list[tuple[Any, ...]]:
    order = "version" if table in ("section", "fact", "checked") else "rowid"
    order = "report" if table == "location" else order
    return connection.execute(f"select * from {table} order by {order}").fetchall()


def _insert(connection: Connection, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"insert into {table} values ({marks})", rows)


def _print_size(folder: Path, reports: Sequence[Report]) -> None:
    text = sum(len(report.text.encode()) for report in reports)
    facts = _compact_size(folder)
    with Archive.open(folder) as archive:
        archive.connection.execute("pragma wal_checkpoint(truncate)")
    size = (folder / "archive.db").stat().st_size
    print(f"  text {text / 1e6:.1f} MB, compact facts {facts / 1e6:.1f} MB")
    print(f"  database without search index {size / 1e6:.1f} MB")
    print(f"  database / (text + facts): {size / (text + facts):.2f}  (goal: at most 1.3)")
    shutil.rmtree(folder)


def _compact_size(folder: Path) -> int:
    """Return the bytes of the facts alone, in a file of their own."""
    path = folder / "compact.db"
    with Archive.open(folder) as archive:
        sql = "select version, item, value, state, unit from fact order by version, item"
        rows = archive.connection.execute(sql).fetchall()
    connection = connect(path)
    connection.execute(COMPACT)
    with transaction(connection):
        connection.executemany("insert into fact values (?, ?, ?, ?, ?)", rows)
    connection.execute("pragma wal_checkpoint(truncate)")
    connection.close()
    return path.stat().st_size


def _sum_years(folder: Path, count: int) -> None:
    reports = count // len(CELLS)
    with Archive.open(folder / "sums") as archive:
        _fill(archive.connection, reports)
        archive.connection.execute("analyze")
        times = []
        for _ in range(5):
            start = time.perf_counter()
            rows = archive.connection.execute(SUMS).fetchall()
            times.append(time.perf_counter() - start)
    assert len(rows) == 70
    print(f"yearly sums of 7 cells over {reports * len(CELLS):,} facts of {reports:,} reports")
    print(f"  {statistics.median(times) * 1000:.0f} ms  (goal: at most 300)")


def _fill(connection: Connection, reports: int) -> None:
    with transaction(connection):
        catalogue = Catalogue(connection)
        items = [catalogue.item(key) for key in CELLS]
        unit = catalogue.unit("件")
        connection.execute("insert into source (id, name) values (1, 'one')")
        for number in range(1, reports + 1):
            values = (number, f"{number}", 1, number, "2021")
            connection.execute("insert into report values (?, ?, ?, ?, ?)", values)
            connection.execute(VERSION, {"id": number, "year": 2015 + number % 10})
            connection.executemany(
                "insert into fact values (?, ?, ?, ?, ?, ?, ?)",
                [
                    (number, item, n, (number * n) % 300 if n % 3 else 0, 0, unit, None)
                    for n, item in enumerate(items)
                ],
            )


VERSION = """
insert into version (
    id, report, content, capture, document, reading, parser, first_seen, last_seen, year, form
) values (:id, :id, :id, :id, :id, x'', 1, '2021', '2021', :year, '2021')
"""
# The national sums of new requests by year and kind of applicant, over the latest versions. The
# cells of a row have neighbouring numbers: a range a report is read in one go.
SUMS = """
with sums as materialized (
    select version.year as year, fact.item as item, sum(fact.value) as total
    from report
    cross join version on version.id = report.version
    cross join fact on fact.version = version.id
        and fact.item between (select min(id) from item where key glob 'requests.row0.*')
        and (select max(id) from item where key glob 'requests.row0.*')
    group by version.year, fact.item
)
select sums.year, item.key, sums.total
from sums join item on item.id = sums.item
where item.key glob 'requests.row0.*'
order by sums.year, item.id
"""
