"""Say of each column of the exported tables what type it has and what it holds."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Column(NamedTuple):
    """A column's type, and what it holds, in both languages."""

    type: str
    zh: str
    en: str


@cache
def load_columns() -> Mapping[str, Column]:
    """Return the columns of `columns.toml` by name."""
    text = files(__package__).joinpath("columns.toml").read_text(encoding="utf-8")
    return {name: Column(*said) for name, said in tomllib.loads(text)["columns"].items()}
