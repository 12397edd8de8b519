"""Say in which cells, metadata and paragraphs two readings of a report differ."""

from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from archive.digests import METADATA, masked
from parsers import Fact, Region, Report


class Difference(NamedTuple):
    """One thing that is not the same: a `cell`, a `metadata` field or a `paragraph`.

    `key` is the fact's key, the field's name or the section's heading; `before` and `after` are
    what is printed, None where there was nothing. `cause` says of a cell how it differs.
    """

    kind: str
    key: str
    before: str | None
    after: str | None
    cause: str = "changed"


def differences(before: Report, after: Report) -> Iterator[Difference]:
    """Yield what differs from *before* to *after*; visitor counters and clocks do not count."""
    yield from _metadata_differences(before, after)
    yield from _cell_differences(before, after)
    yield from _paragraph_differences(before, after)


def _metadata_differences(before: Report, after: Report) -> Iterator[Difference]:
    pairs = [(n, getattr(before.metadata, n), getattr(after.metadata, n)) for n in METADATA]
    for name, old, new in [*pairs, ("form", before.form, after.form)]:
        if old != new:
            yield Difference("metadata", name, _shown(old), _shown(new))


def _cell_differences(before: Report, after: Report) -> Iterator[Difference]:
    old = {fact.key: fact for fact in before.facts}
    new = {fact.key: fact for fact in after.facts}
    for key in [*old, *(key for key in new if key not in old)]:
        was, now = old.get(key), new.get(key)
        if was is None or now is None:
            cause = "new" if was is None else "gone"
            yield Difference("cell", key, _cell(was), _cell(now), cause)
        elif cause := _cause(was, now):
            yield Difference("cell", key, _cell(was), _cell(now), cause)


def _cause(was: Fact, now: Fact) -> str:
    if was.value != now.value and was.state == now.state:
        return "value"
    if was.state != now.state:
        return f"{was.state} to {now.state}"
    if was.unit != now.unit:
        return "unit"
    return "text" if was.text != now.text else ""


def _cell(fact: Fact | None) -> str | None:
    if fact is None:
        return None
    value = "" if fact.value is None else f"{fact.value:f}"
    return value if value == fact.text else f"{value} [{fact.text}]".strip()


def _paragraph_differences(before: Report, after: Report) -> Iterator[Difference]:
    old, new = _paragraphs(before), _paragraphs(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        gone, come = old[start:end], new[new_start:new_end]
        for number in range(max(len(gone), len(come))):
            was = gone[number] if number < len(gone) else None
            now = come[number] if number < len(come) else None
            heading = (now or was or ("", ""))[0]
            yield Difference("paragraph", heading, was and was[1], now and now[1])


def _paragraphs(report: Report) -> list[tuple[str, str]]:
    return [
        (section.heading, line)
        for section in report.sections
        for line in masked(section.text).split("\n")
        if line.strip()
    ]


def _shown(value: object) -> str | None:
    if isinstance(value, Region):
        return f"{value.code} {value.name}"
    return None if value is None else str(value)
