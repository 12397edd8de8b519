"""What users may rely on is written down: commands, settings, views, forms."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from archive import Archive
from nianbao import cli


def commands(group: click.Group, name: str = "") -> Iterator[tuple[str, click.Command]]:
    for word, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, f"{name}{word} ")
        else:
            yield f"{name}{word}", command


@pytest.mark.parametrize(("name", "command"), list(commands(cli)))
def test_every_command_has_help_with_an_example(name: str, command: click.Command) -> None:
    with click.Context(command, info_name=name) as context:
        told = command.get_help(context)
    assert re.search(rf"Examples?:\n +nianbao {name}", told)
    assert "\\b" not in told


def test_every_column_of_every_view_is_in_the_schemas_page(tmp_path: Path) -> None:
    page = (Path(__file__).parent.parent / "docs" / "schema.md").read_text()
    with Archive.open(tmp_path) as archive:
        run = archive.connection.execute
        views = "select name from sqlite_master where type = 'view' and name <> 'shown'"
        for (view,) in run(views).fetchall():
            part = page.partition(f"### `{view}`")[2].partition("\n##")[0]
            columns = [row[1] for row in run(f"pragma table_info({view})").fetchall()]
            assert [name for name in columns if f"`{name}`" not in part] == [], view
