"""Name the files that hang on a page and may hold the tables that its report does not print."""

from collections.abc import Iterable, Sequence
from typing import Final
from urllib.parse import unquote

from parsers.beside.completed import is_complete, lacking
from parsers.document import Attachment
from parsers.figures import Figures

_BEGINNING: Final = "tables may stand in a file that is not read with the page"
_NAMED: Final = 5  # of more files each, most belong to the frame of the page


def warn_of_files(files: Sequence[Attachment], figures: Figures) -> tuple[str, ...]:
    """Return a warning for each of the *files* of a page that does not print all its tables."""
    if not files or is_complete(figures):
        return ()
    missing = ", ".join(lacking(figures))
    beginning = _BEGINNING + (f" (which lacks {missing})" if missing else "")
    urls = list(dict.fromkeys(file.url for file in files))
    more = [f"one of {len(urls) - _NAMED} more that it links"] if len(urls) > _NAMED else []
    return tuple(f"{beginning}: {file}" for file in (*urls[:_NAMED], *more))


def still_unread(warnings: Iterable[str], url: str) -> tuple[str, ...]:
    """Return those of a page's *warnings* that are of another file than the one at *url*.

    >>> page = [f"{_BEGINNING}: http://a.test/{name}.xlsx" for name in ("表一", "表二")]
    >>> still_unread(page, "http://a.test/%E8%A1%A8%E4%B8%80.xlsx") == (page[1],)
    True
    """
    files = (warning for warning in warnings if warning.startswith(_BEGINNING))
    return tuple(file for file in files if not unquote(file).endswith(f": {unquote(url)}"))
