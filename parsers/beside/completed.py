"""Take from what hangs on a report's page the tables that the page itself does not print."""

from collections.abc import Iterable

from parsers.figures import Figures
from parsers.forms import load_forms
from parsers.report import Fact, Report, State


def completed(own: Figures, further: Figures) -> Figures:
    """Return the figures of a page with the tables of *further* that it does not print.

    Nothing of one table comes from both: what the page prints counts.
    """
    printed = {_table(fact.key) for fact in own.facts if fact.state is not State.LOST}
    added = _tables(further.facts) - printed
    if not added:
        return own
    # The edition shows in the tables of section 二, which are the most.
    most = max(further, own, key=lambda figures: len(_tables(figures.facts)))
    order = [table.id for form in load_forms() if form.id == most.form for table in form.tables]
    order += sorted((added | _tables(own.facts)) - set(order))
    chosen = {table: further if table in added else own for table in order}
    return Figures(
        most.form,
        tuple(f for table, of in chosen.items() for f in of.facts if _table(f.key) == table),
        tuple(c for table, of in chosen.items() for c in of.checks if _table(c.id) == table),
        most.warnings,
    )


def is_complete(figures: Figures | Report) -> bool:
    """Whether a document prints every table of its form."""
    return figures.form in {form.id for form in load_forms()} and not lacking(figures)


def lacking(figures: Figures | Report) -> tuple[str, ...]:
    """Return the tables of its form that a document does not print; none where it has no form.

    >>> lacking(Figures("2014", (), ()))
    ('statistics',)
    """
    keys = "\n".join(["", *[fact.key for fact in figures.facts]])
    forms = (form for form in load_forms() if form.id == figures.form)
    return tuple(t.id for form in forms for t in form.tables if f"\n{t.id}." not in keys)


def _tables(facts: Iterable[Fact]) -> set[str]:
    return {_table(fact.key) for fact in facts}


def _table(key: str) -> str:
    """Return the table of a fact's key, or of a check's id."""
    return key.partition(".")[0]
