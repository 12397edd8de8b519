import doctest
from pathlib import Path

import pytest

from tests.archive.library import fill

DOCS = Path(__file__).parents[2] / "docs"


def test_the_examples_of_python_md_run(tmp_path, monkeypatch):
    pytest.importorskip("pandas")
    fill(tmp_path / "hunan")
    monkeypatch.chdir(tmp_path)
    flags = doctest.NORMALIZE_WHITESPACE | doctest.IGNORE_EXCEPTION_DETAIL
    done = doctest.testfile(
        str(DOCS / "python.md"), module_relative=False, encoding="utf-8", optionflags=flags
    )
    assert done.attempted > 10
    assert done.failed == 0
