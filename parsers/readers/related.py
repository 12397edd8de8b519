"""Find the parts of a Word file: the one with the text, and those that it refers to."""

from collections.abc import Collection, Iterator
from typing import Final
from zipfile import ZipFile

from parsers.errors import UnreadableMediaError
from parsers.readers.parts import read_xml

MAIN: Final = "word/document.xml"


def main_part(parts: ZipFile) -> str:
    """Return the name of the part with the text: few programs give it another than Word.

    Raises:
        UnreadableMediaError: if there is none.
    """
    if MAIN in parts.namelist():
        return MAIN
    for _, target in related(parts, "", ("officeDocument",)):
        return target
    raise UnreadableMediaError(f"the Word file has no {MAIN}")


def related(parts: ZipFile, name: str, kinds: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield the parts to which a part is related in one of these ways, each after its id."""
    folder, _, file = name.rpartition("/")
    names = set(parts.namelist())
    relations = f"{folder}/_rels/{file}.rels".lstrip("/")
    if relations not in names:
        return
    for relation in read_xml(parts.read(relations)):
        target = relation.get("Target") or ""
        path = target.lstrip("/") if target.startswith("/") or not folder else f"{folder}/{target}"
        kind = (relation.get("Type") or "").rpartition("/")[2]
        if kind in kinds and path in names:
            yield relation.get("Id") or "", path
