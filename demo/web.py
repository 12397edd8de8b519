"""What a simulated portal is made of: paths, and what it answers to each."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from demo.invented import InventedReport


class Asked(NamedTuple):
    """A request as a portal sees it; header names are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        """The target without its query."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        """The query's parameters."""
        return dict(parse_qsl(urlsplit(self.target).query))

    @property
    def form(self) -> dict[str, str]:
        """The parameters of a form that was posted."""
        return dict(parse_qsl(self.body.decode()))


@dataclass(frozen=True, slots=True)
class Answer:
    """A response, or one that goes wrong.

    `sent` cuts the body short of its Content-Length, as a broken line does; `raw` is sent as it
    stands, instead of everything else, and the line is closed; `reset` breaks the line off hard.
    """

    body: bytes = b""
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()
    media_type: str = "text/html"
    sent: int | None = None
    delay: float = 0.0
    modified: datetime | None = None
    raw: bytes = b""
    reset: bool = False


Handler = Callable[[Asked], Answer]


class Held(NamedTuple):
    """A report on a portal: its address there, and what a reader must find at it.

    `file` is the address of the document where the page has nothing but an attachment.
    """

    path: str
    report: InventedReport
    published: str
    file: str = ""


@dataclass(slots=True)
class Portal:
    """A simulated portal: declared by its builder, played by the server.

    `answers` are asked for what has no route, before it is missing.
    `browser` says that its list is built by a script of its own;
    `discover` says that `column` is a page from which the reports' columns are yet to be found;
    `switches` are what can be turned on while it runs; a handler may look at them, and
    `no_validators` leaves out ETag and Last-Modified on any portal.
    """

    name: str
    title: str
    column: str
    routes: dict[str, Answer | Handler] = field(default_factory=dict)
    held: list[Held] = field(default_factory=list)
    answers: list[Callable[[Asked], Answer | None]] = field(default_factory=list)
    listings: int = 0
    validators: bool = True
    discover: bool = False
    browser: bool = False
    switches: set[str] = field(default_factory=set)
    robots: str = "User-agent: *\nDisallow: /admin/\n"
    missing: Answer = field(default=Answer(b"<html><body>404 Not Found</body></html>", 404))

    def answer(self, asked: Asked) -> Answer:
        """Return what the portal says; a route with the query goes before one without."""
        if asked.path == "/robots.txt":
            return Answer(self.robots.encode(), media_type="text/plain")
        found = self.routes.get(asked.target) or self.routes.get(asked.path) or self._otherwise
        answer = found if isinstance(found, Answer) else found(asked)
        plain = not self.validators or "no_validators" in self.switches
        return answer if plain else _validated(asked, answer)

    def _otherwise(self, asked: Asked) -> Answer:
        answers = (handle(asked) for handle in self.answers)
        return next((answer for answer in answers if answer), self.missing)


def html(text: str, charset: str = "utf-8", *, modified: datetime | None = None) -> Answer:
    """Return a page in *charset*, which its Content-Type names."""
    body = text.encode(charset, errors="xmlcharrefreplace")
    return Answer(body, media_type=f"text/html; charset={charset}", modified=modified)


def _validated(asked: Asked, answer: Answer) -> Answer:
    """Add the validators of a static file, and answer 304 to who has this body already."""
    whole = answer.sent is None and not answer.raw and not answer.reset
    if answer.status != 200 or asked.method != "GET" or not whole:
        return answer
    digest = hashlib.md5(answer.body, usedforsecurity=False).hexdigest()
    validators = [("ETag", f'"{digest[:16]}"')]
    if answer.modified:
        stamp = format_datetime(answer.modified.astimezone(UTC), usegmt=True)
        validators.append(("Last-Modified", stamp))
    headers = (*answer.headers, *validators)
    if _has_it(asked, dict(validators)):
        return replace(answer, body=b"", status=304, headers=headers)
    return replace(answer, headers=headers)


def _has_it(asked: Asked, validators: Mapping[str, str]) -> bool:
    match = asked.headers.get("if-none-match")
    if match is not None:  # RFC 9110: it decides alone where both are sent
        return validators["ETag"] in match
    since = asked.headers.get("if-modified-since")
    return since is not None and since == validators.get("Last-Modified")
