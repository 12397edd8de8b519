"""What users may rely on is written down: commands, settings, views, forms."""

import re
from collections.abc import Iterator

import click
import pytest

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
