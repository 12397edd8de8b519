"""The cells that rules draw, where tables on one page have nearly the same columns."""

import pytest

from parsers.readers.lattice import Rule, lattices


def ruled(xs, top, rows=2, high=20):
    levels = [Rule(top + high * n, xs[0], xs[-1]) for n in range(rows + 1)]
    return levels, [Rule(x, top, top + high * rows) for x in xs]


def test_tables_one_below_the_other_keep_their_own_columns():
    levels, plumbs = ruled((60, 160, 300), 100)
    others, more = ruled((60, 163.4, 300), 200)
    upper, lower = lattices(levels + others, plumbs + more, tolerance=4.0)
    assert (upper.xs, lower.xs) == ((60, 160, 300), (60, 163.4, 300))


def test_the_two_rules_between_cells_that_are_set_apart_are_one_in_their_middle():
    levels, plumbs = ruled((60, 160, 163, 300), 100)
    (table,) = lattices(levels, plumbs, tolerance=4.0)
    assert table.xs == (60, 161.5, 300)


@pytest.mark.parametrize(
    ("strays", "ends"),
    [((200,), (0, 842)), ((299,), (0, 842)), ((200,), (120, 842)), ((80, 200), (0, 842))],
)
def test_lines_that_run_on_beyond_a_table_cut_none_of_its_cells(strays, ends):
    levels, plumbs = ruled((60, 110, 160, 230, 300, 370, 440), 100, rows=5)
    through = [Rule(at, *ends) for at in strays]
    (table,) = lattices(levels, plumbs + through, tolerance=4.0)
    assert (table.xs, table.ys[-1]) == ((60, 110, 160, 230, 300, 370, 440), 200)


def test_the_columns_of_a_table_that_a_page_break_cuts_run_on_side_by_side():
    levels, plumbs = ruled((60, 160, 300), 100)
    longer = [rule._replace(end=200) for rule in plumbs]
    (table,) = lattices(levels, longer, tolerance=4.0)
    assert (table.xs, table.ys, table.open_below) == ((60, 160, 300), (100, 120, 140, 200), True)


def test_a_rule_that_alone_reaches_beyond_a_table_open_on_that_side_parts_its_rows():
    levels, plumbs = ruled((110, 160, 230, 300), 100, rows=3)
    levels[2] = levels[2]._replace(start=60)
    (table,) = lattices(levels, plumbs, tolerance=4.0)
    assert (table.xs, table.ys) == ((60, 110, 160, 230, 300), (100, 120, 140, 160))


def test_a_column_that_alone_reaches_into_a_head_without_a_rule_above_stays():
    levels, plumbs = ruled((60, 110, 160, 230, 300), 100, rows=3)
    plumbs[1] = plumbs[1]._replace(start=60)
    (table,) = lattices(levels, plumbs, tolerance=4.0)
    assert (table.xs, table.ys) == ((60, 110, 160, 230, 300), (60, 100, 120, 140, 160))
