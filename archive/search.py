"""Answer a search: reports that hold what was typed, best first, and how many there are."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import islice
from typing import NamedTuple

from archive.database import Connection
from archive.postings import Postings
from archive.query import Expression, Phrase, phrases, readings
from archive.query import All, AnyOf, Without
from archive.snippets import make_snippet
from archive.terms import Field, fold, is_exact

