"""What users may rely on is written down: commands, settings, views, forms."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import fields
from importlib import import_module
from pathlib import Path

import click
import pytest

from archive import Archive
from bench.__main__ import BENCHES
from crawler import Options, source_at
from nianbao import cli
from parsers.forms import load_forms

ROOT = Path(__file__).parents[1]


def commands(group: click.Group, name: str = "") -> Iterator[tuple[str, click.Command]]:
    for word, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{name}{word} ")
        else:
            yield f"{name}{word}", command


def written(*names: str) -> str:
    return "\n".join((ROOT / name).read_text(encoding="utf-8") for name in names)


@pytest.mark.parametrize(("name", "command"), list(commands(cli)))
def test_every_command_has_help_with_an_example(name: str, command: click.Command) -> None:
    with click.Context(command, info_name=name) as context:
        told = command.get_help(context)
    assert re.search(rf"Examples?:\n +nianbao {name}", told)
    assert "\\b" not in told


@pytest.mark.parametrize("group", [cli, cli.commands["sources"]])
def test_the_list_of_commands_cuts_no_sentence_short(group: click.Group) -> None:
    with click.Context(group, info_name="nianbao") as context:
        listed = group.get_help(context).partition("Commands:")[2]
    assert [line for line in listed.splitlines() if line.endswith("...")] == []


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_every_command_stands_in_the_readme(readme: str) -> None:
    told = written(readme)
    missing = [name for name in cli.commands if f"`{name}" not in told]
    assert missing == []


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_both_readmes_name_every_extra_and_lead_to_the_same_pages(readme: str) -> None:
    project = tomllib.loads(written("pyproject.toml"))["project"]
    told, other = written(readme), written("README.md")
    extras = set(project["optional-dependencies"]) - {"bench", "dev", "test"}
    assert [name for name in extras if f"`nianbao[{name}]`" not in told] == []
    pages = re.findall(r"\(docs/[\w-]+\.md\)", other)
    assert [page for page in pages if page not in told] == []


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readme_crawls_the_source_that_it_adds(readme: str) -> None:
    added, crawled = re.findall(
        r"sources add (\S+gov\S+).*\n\$ nianbao crawl (\S+)", written(readme)
    )[0]
    assert crawled == source_at(added).name


def test_every_setting_is_explained() -> None:
    told = written("docs/operations.md")
    missing = [field.name for field in fields(Options) if f"`{field.name}`" not in told]
    assert missing == []


def test_every_column_of_every_view_is_in_the_schemas_page(tmp_path: Path) -> None:
    page = written("docs/schema.md")
    with Archive.open(tmp_path) as archive:
        run = archive.connection.execute
        views = "select name from sqlite_master where type = 'view' and name <> 'shown'"
        for (view,) in run(views).fetchall():
            part = page.partition(f"### `{view}`")[2].partition("\n##")[0]
            columns = [row[1] for row in run(f"pragma table_info({view})").fetchall()]
            assert [name for name in columns if f"`{name}`" not in part] == [], view


def test_every_form_is_named() -> None:
    told = written("docs/add-a-form.md")
    assert [form.id for form in load_forms() if f"`{form.id}`" not in told] == []


@pytest.mark.parametrize("name", BENCHES)
def test_every_bench_that_is_listed_can_be_run(name: str) -> None:
    assert callable(import_module(f"bench.{name}").main)


def test_every_bench_that_a_page_names_is_listed() -> None:
    told = written("README.md", "CONTRIBUTING.md", *map(str, ROOT.glob("docs/*.md")))
    named = set(re.findall(r"python -m bench ([a-z]\w*)", told))
    assert named <= set(BENCHES)
