"""Count what a search finds by year, region, level and form."""

import json
from typing import NamedTuple

from archive.database import Connection
from archive.search.hits import AT_MOST, matching_versions
from archive.search.narrowing import EVERYTHING, Filters


class Facets(NamedTuple):
    """How many of the reports found are of each year, region, level and form, most first.

    Where `complete` is false they count the first so many only. A region is its province's code.
    """

    number: int
    complete: bool
    by: dict[str, list[tuple[str, int]]]


def count_facets(
    db: Connection, typed: str, *, filters: Filters = EVERYTHING, at_most: int = AT_MOST
) -> Facets:
    """Return what the reports that a search finds are made up of."""
    found, more = matching_versions(db, typed, filters=filters, at_most=at_most)
    values = {"versions": json.dumps(found)}
    return Facets(
        len(found),
        not more,
        {name: db.execute(sql, values).fetchall() for name, sql in FACETS.items()},
    )


FACETS = {
    "year": """
        select cast(year as text), count(*) from json_each(:versions)
        join version on version.id = value group by year order by year desc""",
    "region": """
        select substr(region_code, 1, 2), count(*) from json_each(:versions)
        join version on version.id = value group by 1 order by 2 desc, 1""",
    "level": """
        select level, count(*) from json_each(:versions)
        join version on version.id = value group by 1 order by 2 desc, 1""",
    "form": """
        select form, count(*) from json_each(:versions)
        join version on version.id = value group by 1 order by 2 desc, 1""",
}
