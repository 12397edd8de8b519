"""Which sources are due, and what a run over them would take."""

import ipaddress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner

from archive import Archive, SourceState
from crawler import Options, crawl
from crawler.jobs import plan, shortfalls
from crawler.keys import Expectations
from crawler.sources import Source
from nianbao import cli
from tests.crawler.serving import listing, page, report, serving

LOOPBACK = Options(allow_networks=(ipaddress.ip_network("127.0.0.0/8"),), delay=0)

SOURCE = Source(
    name="a", title="A", seeds=("http://a.test/",), every_days=30, season_every_days=7, delay=2.0
)
JUNE = datetime(2024, 6, 15, tzinfo=UTC)
FEBRUARY = datetime(2024, 2, 5, tzinfo=UTC)


def state(finished=None, unfinished=None, known=40):
    return SourceState("a", finished, unfinished, {}, known, 0, 0)


@pytest.mark.parametrize(
    ("state", "now", "due", "reason"),
    [
        (None, JUNE, True, "never crawled"),
        (state(unfinished=JUNE - timedelta(days=1)), JUNE, True, "unfinished since 2024-06-14"),
        (state(JUNE - timedelta(days=29)), JUNE, False, "not before 2024-06-16"),
        (state(JUNE - timedelta(days=30, minutes=-20)), JUNE, True, "every 30 days"),
        (
            state(JUNE + timedelta(days=400)),
            JUNE,
            True,
            "its last run ended on 2025-07-20, after today: see the clock",
        ),
        (state(FEBRUARY - timedelta(days=8)), FEBRUARY, True, "every 7 days"),
        (state(FEBRUARY - timedelta(days=6)), FEBRUARY, False, "not before 2024-02-06"),
    ],
)
def test_a_source_is_due_by_its_own_schedule_and_oftener_in_season(state, now, due, reason):
    planned = plan(SOURCE, state, Options(), now=now)
    assert (planned.due, planned.reason) == (due, reason)


def test_a_plan_counts_what_is_known_and_the_pauses_between():
    planned = plan(SOURCE, state(JUNE), Options(), now=JUNE)
    assert (planned.pages, planned.seconds) == (40, 40 * 2.5)


def test_a_plan_asks_nobody_and_leaves_out_what_is_not_due_if_asked_to(tmp_path):
    (tmp_path / "sources").mkdir()
    text = 'title = "A"\nseeds = ["http://127.0.0.250:9/"]\nmax_pages = 4\n'
    (tmp_path / "sources" / "a.toml").write_text(text, encoding="utf-8")
    command = ["run", "--plan", "--format", "csv", "--archive", str(tmp_path)]
    planned = CliRunner().invoke(cli, command).stdout.splitlines()
    assert planned[1:] == ["a,yes,never crawled,,127.0.0.250:9,at most 4,at most 0:00:06"]
    with Archive.open(tmp_path) as archive:
        archive.frontier("a").finish()
    due = CliRunner().invoke(cli, ["run", "--plan", "--due", "--archive", str(tmp_path)])
    assert (due.exit_code, due.stdout, due.stderr) == (0, "", "no source is due\n")


def test_a_first_run_is_bounded_by_its_pages():
    planned = plan(SOURCE, None, Options(max_pages=100), now=JUNE).to_dict()
    assert (planned["pages"], planned["time"]) == ("at most 100", "at most 0:04:10")


@pytest.mark.parametrize(
    ("since", "today", "short"),
    [
        (2020, date(2024, 3, 31), [(2021, 3), (2022, 0)]),
        (2020, date(2024, 4, 1), [(2021, 3), (2022, 0), (2023, 2)]),
        (0, date(2024, 4, 1), [(2023, 2)]),
    ],
)
def test_a_source_falls_short_of_its_expectations_once_the_last_deadline_is_over(
    since, today, short
):
    source = replace(SOURCE, expect=Expectations(reports_a_year=4, since=since))
    assert list(shortfalls(source, {2019: 1, 2020: 5, 2021: 3, 2023: 2}, today)) == short


def test_a_source_of_which_nothing_is_expected_never_falls_short():
    assert list(shortfalls(SOURCE, {}, date(2024, 4, 1))) == []


def ended(folder):
    with Archive.open(folder, read_only=True) as archive:
        return [state.ended for state in archive.source_states()]


def test_it_is_kept_why_the_last_run_of_a_source_ended(tmp_path):
    pages = {"/nb/": listing(["/1.html", "/2.html"]), "/1.html": report(1), "/2.html": report(2)}
    with serving(lambda target: page(pages.get(target, ""))) as portal:
        here = Source("a", "a", seeds=(f"http://127.0.0.2:{portal.port}/nb/",))
        with Archive.open(tmp_path) as archive:
            archive.frontier("a")
        assert ended(tmp_path) == ["cut short: it was killed, or is still running"]
        crawl([here], tmp_path, options=replace(LOOPBACK, max_pages=2))
        assert ended(tmp_path) == ["page budget of 2 used up"]
        pages.pop("/2.html")
        crawl([here], tmp_path, options=LOOPBACK)
        assert ended(tmp_path) == ["finished: 1 empty: an empty body"]
    crawl([here], tmp_path, options=LOOPBACK)
    assert ended(tmp_path)[0].startswith("robots.txt of http://127.0.0.2")
