"""Take back the numbers of a scan that its own identities speak against."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec.structs import replace

from parsers.forms import Table
from parsers.identities import check_identities
from parsers.report import Fact, State


def vouched(printed: Mapping[Table, tuple[str, ...]], facts: Sequence[Fact]) -> tuple[Fact, ...]:
    """Return the facts with those lost that a broken identity accuses and none that holds clears.

    A reader of letters may err without a doubt. One wrong cell breaks its row and its column; the
    other cells of the row are cleared by their columns, those of the column by their rows.
    """
    accused: set[str] = set()
    cleared: set[str] = set()
    for check in check_identities(printed, [fact.value for fact in facts]):
        if check.holds is not None:
            keys = set(_operands(printed, check.id))
            (cleared if check.holds else accused).update(keys)
    # Two errors can agree on a third number: what identities repaired is not vouched for.
    guilty = (accused - cleared) | {fact.key for fact in facts if fact.state is State.REPAIRED}
    return tuple(
        replace(fact, value=None, state=State.LOST)
        if fact.key in guilty and fact.value is not None
        else fact
        for fact in facts
    )


def _operands(tables: Iterable[Table], check: str) -> Iterator[str]:
    """Yield the keys of the facts that a check adds up or compares."""
    table_id, identity_id, line = check.split(".", 2)
    for table in tables:
        for identity in table.identities:
            if (table.id, identity.id) == (table_id, identity_id):
                for name in identity.left + identity.right:
                    place = f"{line}.{name}" if identity.over == "rows" else f"{name}.{line}"
                    yield f"{table_id}.{place}"
