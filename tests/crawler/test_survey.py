"""A survey finds a portal's columns from any page of it, within bounds, and proposes a source."""

import ipaddress

import pytest
from click.testing import CliRunner

from crawler.options import Options
from crawler.sources import dump_source, load_source, parse_source
from crawler.survey import Column, Survey, propose, survey
from demo import running_portals
from nianbao import cli
from tests.crawler.serving import listing, page, report, serving

NAMES = ("trs", "jpaas", "gkmlpt", "xxgk", "frames", "drawn")
LOOPBACK = ipaddress.ip_network("127.0.0.0/8")
OPTIONS = Options(delay=0, allow_networks=(LOOPBACK,))
COMMAND = ("--allow-network", str(LOOPBACK), "--delay", "0")


@pytest.fixture(scope="module")
def portals():
    with running_portals([*NAMES, "county"]) as running:
        yield running


@pytest.mark.parametrize("name", NAMES)
def test_a_column_is_found_from_the_home_page(portals, name):
    found = survey(portals.addresses[name] + "/", OPTIONS)
    assert found.confidence == "high"
    assert found.unseen == found.troubles == found.forbidden == ()
    held = {expected.report.title for expected in portals.truth.values() if expected.portal == name}
    samples = {sample for column in found.columns for sample in column.samples}
    assert {sample for sample in samples if "报告" in sample} <= held


def test_all_columns_of_a_county_are_found_and_nothing_else(portals):
    found = survey(portals.addresses["county"] + "/zwgk/", OPTIONS)
    assert len(found.columns) == 8
    assert all("/zfxxgknb/" in column.url for column in found.columns)
    assert found.requests <= 30


def test_it_stops_at_its_bound_and_says_what_it_did_not_look_at(portals):
    before = len(portals.requests())
    found = survey(portals.addresses["county"] + "/", OPTIONS, max_pages=4)
    assert len(portals.requests()) - before <= 5  # robots.txt beside the four
    assert len(found.unseen) == 7
    assert propose(found).discover


@pytest.mark.parametrize(
    ("home", "column"),
    [
        ('<frameset><frame src="/top"><frame src="/nb/"></frameset>', listing(["/t0.html"])),
        ('<a href="/nb/">政府信息公开年报</a>', report(0, "本年新收 予以公开 结转下年度")),
    ],
)
def test_a_frame_of_the_home_page_or_a_report_may_be_the_column(home, column):
    pages = {"/": f"<html>{home}</html>", "/top": "<html><a href='/'>首页</a>", "/nb/": column}
    with serving(lambda target: page(pages.get(target, ""))) as portal:
        found = survey(f"http://127.0.0.2:{portal.port}/", OPTIONS)
    assert [shown.reports for shown in found.columns] == [1]


def test_a_portal_that_is_not_there_gives_its_reason():
    found = survey("http://127.0.0.250:9/", OPTIONS)
    assert found.confidence == "none"
    assert "can't be had" in found.robots
    assert "127.0.0.250" in found.troubles[0]


def test_what_is_proposed_reads_back():
    column = Column("http://www.wanghuai.gov.cn/nb/", "年报", "trs", 3, ("…",))
    source = propose(Survey("http://www.wanghuai.gov.cn/", "望淮县", (column,), 9))
    assert (source.name, source.seeds, source.discover) == ("wanghuai", (column.url,), False)
    assert parse_source(dump_source(source), name="wanghuai") == source


def test_sources_add_writes_a_file_that_can_be_crawled(portals, tmp_path):
    url = portals.addresses["jpaas"] + "/"
    command = ["sources", "add", url, "--name", "own", "--yes", "--archive", str(tmp_path)]
    result = CliRunner().invoke(cli, [*command, *COMMAND])
    assert result.exit_code == 0
    assert "robots.txt allows all that was asked. Confidence: high.\n" in result.stdout
    assert result.stdout.partition("# ")[0].count(" · ") == 2  # three samples
    source = load_source(tmp_path / "sources" / "own.toml")
    assert source.seeds == (portals.addresses["jpaas"] + "/zfxxgk/zfxxgknb/index.html",)
    again = CliRunner().invoke(cli, [*command, *COMMAND])
    assert again.exit_code == 1
    assert "is there already" in again.stderr


def test_sources_add_writes_nothing_unless_confirmed(portals, tmp_path):
    command = ["sources", "add", portals.addresses["jpaas"] + "/", "--archive", str(tmp_path)]
    CliRunner().invoke(cli, [*command, *COMMAND], input="n\n")
    assert not (tmp_path / "sources").exists()


def test_sources_list_and_show_print_ones_own_and_the_shipped(tmp_path):
    (tmp_path / "sources").mkdir()
    text = 'title = "望淮县"\nseeds = ["http://wanghuai.test/"]\n'
    (tmp_path / "sources" / "own.toml").write_text(text, encoding="utf-8")
    folder = ("--archive", str(tmp_path))
    listed = CliRunner().invoke(cli, ["sources", "list", "--format", "csv", *folder]).stdout
    assert "own,望淮县,,,auto,False,http://wanghuai.test/" in listed.splitlines()
    assert len(listed.splitlines()) > 41
    shown = CliRunner().invoke(cli, ["sources", "show", "own", *folder]).stdout
    assert shown == f"# {tmp_path / 'sources' / 'own.toml'}\n{text}"


def test_sources_check_names_file_key_and_cure(tmp_path):
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "bad.toml").write_text('title = "x"\nseed = []\n', encoding="utf-8")
    result = CliRunner().invoke(cli, ["sources", "check", "--archive", str(tmp_path)])
    assert result.exit_code == 1
    assert "bad.toml: unknown key seed; did you mean seeds?" in result.stderr


def test_sources_probe_fails_where_no_reports_are_listed(tmp_path):
    (tmp_path / "sources").mkdir()
    text = 'title = "x"\nseeds = ["http://127.0.0.250:9/"]\n'
    (tmp_path / "sources" / "gone.toml").write_text(text, encoding="utf-8")
    result = CliRunner().invoke(
        cli, ["sources", "probe", "gone", "--archive", str(tmp_path), *COMMAND]
    )
    assert result.exit_code == 1
    assert "no reports were found at gone" in result.stderr
