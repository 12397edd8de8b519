"""Understand what was typed into the search box; whatever is no expression is plain text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from archive.search.terms import Field, fold

# More brackets and words than anyone types; deeper ones are plain text.
MAX_WORDS = 64
FIELDS = {"title": Field.TITLE, "issuer": Field.ISSUER}


@dataclass(frozen=True, slots=True)
class Phrase:
    """A folded text that must stand somewhere, or in one field."""

    text: str
    field: Field = Field.TEXT


@dataclass(frozen=True, slots=True)
class All:
    """Every part must hold."""

    parts: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part must hold."""

    parts: "tuple[Expression, ...]"


@dataclass(frozen=True, slots=True)
class Without:
    """The first must hold, the second must not."""

    wanted: "Expression"
    unwanted: "Expression"


Expression: TypeAlias = Phrase | All | AnyOf | Without


def readings(typed: str) -> Iterator[Expression]:
    """Yield what *typed* may mean; the first meaning that finds anything is the one to take.

    Text with AND, OR, NOT, "quotes" or `title:` is an expression if it is well formed. Otherwise,
    or where that finds nothing, it is looked for as it stands; then without the space around it;
    then, if it is no expression, as words that must all be there.

    >>> list(readings('"信访 局" AND 复议'))[0].parts
    (Phrase(text='信访 局', field=<Field.TEXT: 0>), Phrase(text='复议', field=<Field.TEXT: 0>))
    >>> [reading.text for reading in readings("第(一)项")]
    ['第(一)项']
    """
    expression = find_expression(typed)
    if expression is not None:
        yield expression
    folded = fold(typed)
    words = tuple(dict.fromkeys(folded.split()))
    if not words:
        return
    yield Phrase(folded)
    if folded != folded.strip():
        yield Phrase(folded.strip())
    if expression is None and 1 < len(words) <= MAX_WORDS:
        yield All(tuple(Phrase(word) for word in words))


def phrases(expression: Expression) -> Iterator[Phrase]:
    """Yield the phrases that a hit may show: all but the unwanted ones."""
    match expression:
        case Phrase():
            yield expression
        case Without(wanted, _):
            yield from phrases(wanted)
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from phrases(part)


def find_expression(typed: str) -> Expression | None:
    """Return the expression that *typed* spells, or None if it is plain text."""
    tokens = _tokens(typed)
    if not any(kind in _MARKS for kind, _ in tokens):
        return None
    expression, rest = _any_of(tokens, 0)
    return expression if rest == len(tokens) else None


# What makes an expression of typed text: brackets alone do not, they are common in titles.
_MARKS = {"AND", "OR", "NOT", "phrase", *FIELDS}
_PIECE = re.compile(
    r"""(?:^|\s)  (\(*)  (?: (title:|issuer:)? "([^"]*)" (\)*)  |  ([^\s"(][^\s"]*) )  (?=\s|$)""",
    re.VERBOSE,
)

Tokens: TypeAlias = list[tuple[str, str]]
Parsed: TypeAlias = tuple[Expression | None, int]


def _tokens(typed: str) -> Tokens:
    """Return the kind and the folded text of each token, or nothing where a piece is none."""
    typed = typed.strip()
    tokens: Tokens = []
    position = 0
    while position < len(typed):
        found = _PIECE.match(typed, position)
        if found is None:
            return []
        opening, field, quoted, closing, word = found.groups(default="")
        tokens += [("(", "")] * len(opening)
        if word:
            tokens += _word(word)
        else:
            tokens += [(field.removesuffix(":") or "phrase", fold(quoted)), *_closing(closing)]
        position = found.end()
        if len(tokens) > MAX_WORDS:
            return []
    return tokens


def _word(word: str) -> Tokens:
    if word in ("AND", "OR", "NOT"):
        return [(word, "")]
    closed = len(word) - len(word.rstrip(")"))
    unopened = min(closed, max(0, word.count(")") - word.count("(")))
    word = word[: len(word) - unopened]
    field, colon, rest = word.partition(":")
    token = (field, fold(rest)) if colon and field in FIELDS and rest else ("word", fold(word))
    return [token, *_closing(")" * unopened)]


def _closing(brackets: str) -> Tokens:
    return [(")", "") for _ in brackets]


def _any_of(tokens: Tokens, at: int) -> Parsed:
    parts = []
    while True:
        part, at = _all_of(tokens, at)
        if part is None:
            return None, at
        parts.append(part)
        if _kind(tokens, at) != "OR":
            return (parts[0] if len(parts) == 1 else AnyOf(tuple(parts))), at
        at += 1


def _all_of(tokens: Tokens, at: int) -> Parsed:
    whole, at = _atom(tokens, at)
    while whole is not None and (kind := _kind(tokens, at)) not in (None, "OR", ")"):
        at += kind == "AND"
        kind = _kind(tokens, at)
        part, at = _atom(tokens, at + (kind == "NOT"))
        if part is None:
            return None, at
        whole = Without(whole, part) if kind == "NOT" else All((whole, part))
    return whole, at


def _atom(tokens: Tokens, at: int) -> Parsed:
    kind = _kind(tokens, at)
    if kind == "(":
        inner, at = _any_of(tokens, at + 1)
        return (inner, at + 1) if _kind(tokens, at) == ")" else (None, at)
    if kind in ("word", "phrase", *FIELDS) and tokens[at][1].strip():
        return Phrase(tokens[at][1], FIELDS.get(kind, Field.TEXT)), at + 1
    return None, at


def _kind(tokens: Tokens, at: int) -> str | None:
    return tokens[at][0] if at < len(tokens) else None
