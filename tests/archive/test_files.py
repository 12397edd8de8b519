import os
from pathlib import Path

import pytest

from archive.files import find_documents


def test_a_folder_is_walked_for_readable_documents_and_a_named_file_is_always_one(
    tmp_path: Path,
) -> None:
    for name in ("b/page.HTML", "a.txt", "b/logo.css", "expected.json", ".git/x.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()

    found = find_documents([tmp_path / "expected.json", tmp_path])

    assert [str(p.relative_to(tmp_path)) for p in found.documents] == [
        "expected.json",
        "a.txt",
        "b/page.HTML",
    ]
    assert {p.name for p in found.skipped} == {"expected.json", "logo.css"}


def test_a_pipe_in_a_folder_is_passed_over(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "page.html")
    assert find_documents([tmp_path]).skipped == (tmp_path / "page.html",)


def test_a_folder_that_cannot_be_listed_is_given_to_whoever_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: str) -> None:
        raise PermissionError(13, "Permission denied", folder)

    monkeypatch.setattr(os, "scandir", refuse)  # root may list everything
    assert find_documents([tmp_path]).documents == (tmp_path,)
