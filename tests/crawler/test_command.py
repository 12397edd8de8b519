"""`nianbao crawl`, as a shell sees it."""

import json
from itertools import count

import pytest
from click.testing import CliRunner

from archive import Archive
from demo.running import running_portals
from nianbao import cli
from tests.crawler.serving import listing, page, report, serving

LOOPBACK = ("--allow-network", "127.0.0.0/8")


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    (folder / "sources").mkdir()
    with running_portals(["plain"]) as portals:
        (folder / "sources" / "plain.toml").write_text(portals.sources["plain"], encoding="utf-8")
        yield folder


def crawl(*arguments):
    return CliRunner().invoke(cli, ["crawl", *map(str, arguments)])


def test_the_last_line_is_the_summary_as_json(archive):
    result = crawl("plain", "--archive", archive, *LOOPBACK, "--format", "json")
    summary = json.loads(result.stdout.splitlines()[-1])
    assert (summary["new"], summary["failed"], summary["requests"]) == (15, 0, 21)
    assert result.exit_code == 0


def test_a_page_budget_ends_a_run_in_part_and_the_next_goes_on(archive):
    first = crawl("plain", "--archive", archive, *LOOPBACK, "--max-pages", 5, "--format", "json")
    assert (first.exit_code, json.loads(first.stdout.splitlines()[-1])["requests"]) == (3, 5)
    told = crawl("plain", "--archive", archive, *LOOPBACK, "--max-pages", 5)
    assert "page budget of 5 used up" in " ".join(told.stdout.split())
    rest = crawl("plain", "--archive", archive, *LOOPBACK, "--format", "json")
    assert rest.exit_code == 0


def test_a_run_says_of_which_years_a_source_has_brought_too_few(archive):
    plain = (archive / "sources" / "plain.toml").read_text(encoding="utf-8")
    text = f"{plain}[expect]\nreports_a_year = 4\nsince = 2014\n"
    (archive / "sources" / "demanding.toml").write_text(text, encoding="utf-8")
    result = crawl("demanding", "--archive", archive, *LOOPBACK)
    assert "demanding: 0 reports of 2014, expected are 4" in result.stderr
    assert result.exit_code == 0


def test_a_source_that_another_process_holds_is_left_to_it(archive):
    with Archive.open(archive) as opened, opened.hold("plain"):
        result = crawl("plain", "--archive", archive, *LOOPBACK)
    assert result.exit_code == 4
    assert "is being crawled" in " ".join(result.stdout.split())


def test_an_unknown_source_is_wrong_usage(archive):
    result = crawl("plane", "--archive", archive)
    assert result.exit_code == 2
    assert "did you mean plain" in result.stderr


def test_a_portal_that_refuses_connections_is_a_failure_with_a_reason(archive):
    result = crawl("--url", "http://127.0.0.250:9/", "--archive", archive, *LOOPBACK, "--delay", 1)
    assert result.exit_code == 1
    assert "http://127.0.0.250:9" in result.stdout
    assert "Traceback" not in result.output


def test_an_address_may_stand_where_a_name_does_and_scripts_may_say_yes(tmp_path):
    with running_portals(["plain"]) as portals:
        home = next(iter(portals.truth)).partition("/gknb/")[0]
        arguments = (f"{home}/", "--yes", "--archive", tmp_path, *LOOPBACK, "--delay", 0)
        result = crawl(*arguments, "--format", "json")
    assert json.loads(result.stdout.splitlines()[-1])["new"] == 15
    assert result.exit_code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--url", "http://127.0.0.250:9/", "--delay", "0"], "list them, or wait 1 second"),
        (["--url", "www.example.gov.cn"], "write it in full"),
        (["ftp://example.gov.cn/"], "write it in full"),
        ([], "name a source"),
    ],
)
def test_what_is_asked_wrongly_is_told_in_a_sentence(tmp_path, arguments, said):
    result = crawl(*arguments, "--archive", tmp_path)
    assert result.exit_code == 2
    assert said in result.stderr
    assert "Traceback" not in result.output


def test_json_leaves_the_reason_to_standard_error(tmp_path):
    url = "http://127.0.0.250:9/"
    result = crawl("--url", url, "--archive", tmp_path, *LOOPBACK, "--format", "json")
    assert result.exit_code == 1
    assert "127-0-0-250-9: robots.txt of http://127.0.0.250:9 can't be had" in result.stderr


def test_a_page_that_counts_its_visitors_is_unchanged_until_its_report_says_something_else(
    tmp_path,
):
    visitors, number = count(1), 7

    def answer(target):
        return page(
            f"{report(number)}<!-- {next(visitors)} -->" if target == "/1" else listing(["/1"])
        )

    def said():
        result = crawl(address, "--archive", tmp_path, *LOOPBACK, "--delay", 0, "--format", "json")
        told = nianbao("status", "--archive", tmp_path, "--format", "jsonl")
        numbers = [json.loads(printed.stdout.splitlines()[-1]) for printed in (result, told)]
        return [(one["changed"], one["unchanged"]) for one in numbers]

    with serving(answer) as portal:
        address = f"http://127.0.0.2:{portal.port}/list"
        said()
        assert said() == [(0, 1), (0, 1)]
        number = 8
        assert said() == [(1, 0), (1, 0)]


@pytest.fixture
def mixed(tmp_path):
    sources = tmp_path / "sources"
    sources.mkdir()
    (sources / "broken.toml").write_text("title = 望淮县", encoding="utf-8")
    with running_portals(["plain"]) as portals:
        (sources / "plain.toml").write_text(portals.sources["plain"], encoding="utf-8")
        yield tmp_path


def nianbao(*arguments):
    return CliRunner().invoke(cli, [*map(str, arguments)])


def test_one_broken_file_keeps_nobody_from_the_other_sources(mixed):
    result = nianbao("run", "--due", "--archive", mixed, *LOOPBACK, "--format", "json")
    report = json.loads(result.stdout.splitlines()[-1])
    statuses = {source["source"]: source["status"] for source in report["sources"]}
    assert (statuses, report["new"]) == ({"plain": 0, "broken": 1}, 15)
    assert f"{mixed}/sources/broken.toml is no TOML" in result.stderr
    assert result.exit_code == report["status"] == 3


def test_a_plan_and_a_list_name_the_broken_file_and_show_the_others(mixed):
    for command in (["run", "--plan"], ["sources", "list"]):
        result = nianbao(*command, "--archive", mixed, "--format", "csv")
        assert "\nplain," in result.stdout
        assert "write title = " in result.stderr
        assert result.exit_code == 3


@pytest.mark.parametrize("arguments", [[], ["--due"], ["--plan"]])
def test_a_run_where_there_is_no_source_is_wrong_usage(tmp_path, arguments):
    result = nianbao("run", *arguments, "--archive", tmp_path)
    assert result.exit_code == 2
    assert f"there is no source in {tmp_path}/sources yet" in result.stderr


def test_a_broken_source_that_is_asked_for_by_name_is_wrong_usage(mixed):
    result = nianbao("run", "broken", "plain", "--archive", mixed)
    assert result.exit_code == 2
    assert "broken.toml is no TOML" in result.stderr
