"""The crawl over every simulated portal: families, faults, traps, carriers, a second visit."""

import ipaddress
from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest

from archive import Archive
from crawler import Options, crawl
from crawler.sources import parse_source, source_at
from demo import running_portals
from demo.faults import FAULTS
from demo.portals import PORTALS, build_portals
from demo.portals.changing import CHANGED_KEY, held_later
from demo.portals.traps import TRAPS

LOOPBACK = Options(allow_networks=(ipaddress.ip_network("127.0.0.0/8"),))


def crawled(portals, folder, *, read=True):
    """Crawl all of *portals* into the archive at *folder*, and return what came of each."""
    sources = [parse_source(text, name=name) for name, text in portals.sources.items()]
    summary = crawl(sources, folder, options=LOOPBACK)
    if read:
        with Archive.open(folder) as archive:
            archive.ingest()
    return {source.source: source for source in summary.sources}


def query(folder, sql):
    with Archive.open(folder, read_only=True) as archive:
        return archive.connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def families(tmp_path_factory):
    folder = tmp_path_factory.mktemp("families")
    with running_portals([*PORTALS]) as portals:
        crawled(portals, folder)
        yield portals, folder, Counter(line["portal"] for line in portals.requests())


def test_every_report_of_every_family_is_found_once_and_nothing_else(families):
    portals, folder, _ = families
    found = [url for (url,) in query(folder, "select url from reports")]
    assert sorted(found) == sorted(portals.truth)


def test_the_columns_of_forty_bodies_are_found_from_the_home_page(tmp_path):
    with running_portals(["city"]) as portals:
        numbers = crawled(portals, tmp_path, read=False)["city"].numbers
    assert numbers["new"] == len(portals.truth) == 200
    assert numbers["requests"] <= 1.3 * (portals.listings["city"] + 200)


def test_the_bodies_of_a_tree_that_a_script_grows_are_found(tmp_path):
    with running_portals(["tree"]) as portals:
        numbers = crawled(portals, tmp_path, read=False)["tree"].numbers
    assert (numbers["new"], numbers["not_reports"]) == (len(portals.truth), 0) == (20, 0)
    assert numbers["requests"] <= 1.3 * (portals.listings["tree"] + 20)


def test_a_list_that_scripts_draw_and_turn_is_walked_to_its_end(tmp_path):
    with running_portals(["drawn"]) as portals:
        numbers = crawled(portals, tmp_path, read=False)["drawn"].numbers
    assert (numbers["new"], numbers["not_reports"]) == (len(portals.truth), 0) == (20, 0)
    assert numbers["requests"] <= 1.3 * (portals.listings["drawn"] + 20)


def test_hardly_a_request_is_wasted(families):
    portals, _, requests = families
    held = Counter(expected.portal for expected in portals.truth.values())
    for name in PORTALS:
        assert requests[name] <= 1.3 * (portals.listings[name] + held[name]), name


def test_every_cell_is_what_its_portal_holds(families):
    portals, folder, _ = families
    sql = "select url, key, value, state from facts join reports on reports.id = facts.report_id"
    read = {(url, key): (value, state) for url, key, value, state in query(folder, sql)}
    for url, expected in portals.truth.items():
        for key, value in expected.report.values.items():
            got, state = read[url, key]
            if isinstance(value, Decimal):
                assert Decimal(str(got)) == value, (url, key)
            else:
                assert (got, state) == (None, "blank" if value is None else state), (url, key)
                assert state in {"blank", "dash", "words"}


def test_every_date_is_what_its_page_prints(families):
    portals, folder, _ = families
    for url, published in query(folder, "select url, published from reports"):
        assert portals.truth[url].published in {published or "", ""}, url


def test_what_fails_is_never_a_report_and_what_heals_is_one(tmp_path):
    # A fault that makes a host struggle parks it, and the rest waits for another run.
    with running_portals([f"fault-{fault}:4:1" for fault in FAULTS]) as portals:
        crawled(portals, tmp_path)
    found = {url for (url,) in query(tmp_path, "select url from reports")}
    assert found == set(portals.truth)


@pytest.fixture(scope="module")
def trapped(tmp_path_factory):
    folder = tmp_path_factory.mktemp("traps")
    with running_portals([f"trap-{trap}" for trap in TRAPS]) as portals:
        yield portals, crawled(portals, folder, read=False)


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_costs_at_most_three_times_what_is_needed(trapped, trap):
    portals, came = trapped
    name = f"trap-{trap}"
    held = sum(expected.portal == name for expected in portals.truth.values())
    assert came[name].numbers["new"] == held == 10
    assert came[name].numbers["requests"] <= 3 * (portals.listings[name] + held)


def test_reports_are_read_from_every_carrier_and_a_picture_is_none(tmp_path):
    with running_portals(["carriers"]) as portals:
        crawled(portals, tmp_path)
    titles = Counter(title for (title,) in query(tmp_path, "select title from reports"))
    assert titles == Counter(expected.report.title for expected in portals.truth.values())


def test_a_report_that_comes_as_data_or_as_its_file_belongs_to_the_shell_that_shows_it(tmp_path):
    with running_portals(["enclosed"]) as portals:
        first = crawled(portals, tmp_path)["enclosed"].numbers
        second = crawled(portals, tmp_path)["enclosed"].numbers
    held = len(portals.truth)
    assert (first["new"], first["not_reports"], second["unchanged"]) == (held, 0, held)
    shown = query(tmp_path, "select url, title, published from reports")
    expected = {(url, held.report.title, held.published) for url, held in portals.truth.items()}
    assert set(shown) == expected


def test_a_second_visit_tells_changed_gone_moved_and_late_reports_apart(tmp_path):
    (portal,) = build_portals(["changing"])
    with running_portals(["changing"]) as portals:
        crawled(portals, tmp_path)
        base = portals.addresses["changing"]
        portals.switch("changing", "later")
        numbers = crawled(portals, tmp_path)["changing"].numbers
    late = max(portal.held, key=lambda held: held.path).report
    later = {base + held.path: held.report for held in held_later(portal, late)}
    assert (numbers["changed"], numbers["vanished"]) == (2, 2)
    sql = f"""select url, value from facts join reports on reports.id = facts.report_id
        where key = '{CHANGED_KEY}'"""
    read = dict(query(tmp_path, sql))
    for url in set(read) & set(later) - {base + "/gknb/late.html"}:
        assert read[url] == later[url].values[CHANGED_KEY]
    assert base + "/gknb/late.html" in read


def test_a_list_that_remembers_its_visitors_is_the_same_list_at_the_next_visit(tmp_path):
    with running_portals(["aspnet"]) as portals:
        for _ in range(2):
            numbers = crawled(portals, tmp_path, read=False)["aspnet"].numbers
    asked = query(tmp_path, "select count(*) from frontier where kind = 'listing'")
    assert numbers["unchanged"] == len(portals.truth)
    assert asked == [(portals.listings["aspnet"],)]


FROM_HOME = ("trs", "fujian", "jpaas", "gkmlpt", "xxgk", "aspnet", "frames")


def test_a_portal_never_seen_before_needs_its_home_address_only(tmp_path):
    with running_portals(FROM_HOME) as portals:
        homes = [source_at(f"{address}/") for address in portals.addresses.values()]
        options = replace(LOOPBACK, delay=0)
        numbers = crawl(homes, tmp_path, options=options).numbers
    needed = len(portals.truth) + sum(portals.listings.values())
    assert (numbers["new"], numbers["not_reports"]) == (len(portals.truth), 0)
    assert numbers["requests"] <= 1.3 * needed
