"""Numbers for names that repeat in every report: fact keys, units, identities."""

from decimal import Decimal

from archive.database import Connection
from parsers import State

STATES = {state: number for number, state in enumerate(State)}


class Catalogue:
    """The numbers of names in one database, remembered, and given to new names as they come."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self.items = self._known("select key, id from item")
        self.units = self._known("select name, id from unit")
        self.identities = self._known("select name, id from identity")
        self._sources: dict[int, str] = {}
        # How a printed number is stored, by its text: few are long, and most come again and again.
        self.numbers: dict[str, tuple[Decimal | None, int | str | None, str | None]] = {}

    def item(self, key: str) -> int:
        """Return the number of a fact key."""
        if key not in self.items:
            table, _, rest = key.partition(".")
            row, _, column = rest.rpartition(".")
            self._connection.execute(
                """
                insert or ignore into item (key, table_id, row_id, column_id)
                values (:key, :table, :row, :column)
                """,
                {"key": key, "table": table, "row": row, "column": column},
            )
            self.items[key] = self._number("select id from item where key = :name", key)
        return self.items[key]

    def unit(self, name: str) -> int:
        """Return the number of a unit."""
        if name not in self.units:
            sql = "insert or ignore into unit (name) values (:name)"
            self._connection.execute(sql, {"name": name})
            self.units[name] = self._number("select id from unit where name = :name", name)
        return self.units[name]

    def identity(self, name: str) -> int:
        """Return the number of a check's id."""
        if name not in self.identities:
            sql = "insert or ignore into identity (name) values (:name)"
            self._connection.execute(sql, {"name": name})
            sql = "select id from identity where name = :name"
            self.identities[name] = self._number(sql, name)
        return self.identities[name]

    def source(self, number: int) -> str:
        """Return the name of the source with this *number*."""
        if number not in self._sources:
            sql = "select name from source where id = :id"
            self._sources[number] = self._connection.execute(sql, {"id": number}).fetchone()[0]
        return self._sources[number]

    def _known(self, sql: str) -> dict[str, int]:
        return dict(self._connection.execute(sql).fetchall())

    def _number(self, sql: str, name: str) -> int:
        return int(self._connection.execute(sql, {"name": name}).fetchone()[0])
