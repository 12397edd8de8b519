"""Enter links into the frontier, each address of a source once, and what a page leads to."""

import json
from collections.abc import Iterable
from typing import NamedTuple
from urllib.parse import urlsplit

from archive.address import canonical, frontier_key, without_secrets
from archive.capture import Link
from archive.database import Connection, storable


class Place(NamedTuple):
    """Where in the ledger a link is added: its source and run, and the address it was found on."""

    source: int
    run: int
    found_on: int | None = None


def source_id(connection: Connection, name: str) -> int:
    """Return the number of the source *name*, given now if it has none."""
    connection.execute("insert or ignore into source (name) values (:name)", {"name": name})
    return int(
        connection.execute("select id from source where name = :name", {"name": name}).fetchone()[0]
    )


def add_link(connection: Connection, place: Place, link: Link) -> int:
    """Return the frontier's row for *link*, which waits now unless this run has had it."""
    sql = """
        insert into frontier (
            source, key, url, host, kind, method, body, headers, title, date, depth, found_on, run
        ) values (
            :source, :key, :url, :host, :kind, :method, :body, :headers, :title, :date, :depth,
            :found_on, :run
        )
        on conflict (source, key) do update set
            title = case when excluded.title = '' then title else excluded.title end,
            date = case when excluded.date = '' then date else excluded.date end,
            kind = case when run < excluded.run then excluded.kind else kind end,
            found_on = case when run < excluded.run then excluded.found_on else found_on end,
            state = case when run < excluded.run then 'pending' else state end,
            attempts = case when run < excluded.run then 0 else attempts end,
            depth = case when run < excluded.run then excluded.depth else depth end,
            body = case when run < excluded.run then excluded.body else body end,
            run = excluded.run
        returning id
    """
    url = without_secrets(link.url)
    values = {
        "source": place.source,
        "key": frontier_key(link),
        "url": storable(url),
        "host": storable(urlsplit(canonical(url)).netloc),
        "kind": str(link.kind),
        "method": link.method,
        "body": storable(link.body),
        "headers": json.dumps(link.headers) if link.headers else "",
        "title": storable(link.title),
        "date": storable(link.date),
        "depth": link.depth,
        "found_on": place.found_on,
        "run": place.run,
    }
    return int(connection.execute(sql, values).fetchone()[0])


def known_link(connection: Connection, place: Place, link: Link) -> int:
    """Return the frontier's row for *link*; a new one is done and waits for nothing."""
    sql = "select id from frontier where source = :source and key = :key"
    values = {"source": place.source, "key": frontier_key(link)}
    if row := connection.execute(sql, values).fetchone():
        return int(row[0])
    id_ = add_link(connection, place, link)
    connection.execute("update frontier set state = 'done' where id = :id", {"id": id_})
    return id_


def replace_links(connection: Connection, place: Place, parent: int, links: Iterable[Link]) -> None:
    """Let *links* be what *parent* leads to, and let each wait unless this run has had it."""
    children = [(link, add_link(connection, place, link)) for link in links]
    connection.execute("delete from link where parent = :parent", {"parent": parent})
    connection.executemany(
        """
        insert into link (parent, position, child, title, date)
        values (:parent, :position, :child, :title, :date)
        """,
        (
            {
                "parent": parent,
                "position": position,
                "child": child,
                "title": storable(link.title),
                "date": storable(link.date),
            }
            for position, (link, child) in enumerate(children)
        ),
    )
