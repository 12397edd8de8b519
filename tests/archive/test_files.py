from pathlib import Path

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
