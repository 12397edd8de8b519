"""Bound what a run follows altogether: lists that bring nothing, addresses that multiply."""

import re
from collections import Counter
from collections.abc import Container, Iterable
from dataclasses import replace
from urllib.parse import urlsplit

from archive import Kind, Link
from archive.address import lasting

# So many listings of a run may bring nothing new, beside as many as brought something.
BARREN_LISTINGS = 25
# So many addresses of a run may show what another address has shown, beside as many new ones.
REPEATED_PAGES = 15
# So many addresses that a list without end names may lead to nothing, beside as many pages.
MISSED_PAGES = 60
_TRAPS = (
    "listings without a new report",
    "pages repeated under other addresses",
    "lists of pages that are not there",
)
# Parameters that name the visitor or the moment, never the document.
_PASSING = re.compile(
    r"utm_\w+|jsessionid|phpsessid|aspsessionid\w*|session_?id|cftoken|spm|isappinstalled"
    r"|_|rand|random|nocache|timestamp",
    re.IGNORECASE,
)
# What a messenger adds to an address that is passed on.
_SHARED = {"from=timeline", "from=groupmessage", "from=singlemessage"}
# A page of this kind says the same whatever is asked of it.
_STATIC = re.compile(r"(?<=\.htm|html)\?.*")
_IN_PATH = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#;]*", re.IGNORECASE)


class Walk:
    """What the listings and pages of a run have brought so far; `stops` counts what ended it."""

    def __init__(self) -> None:
        self.stops: Counter[str] = Counter()
        self._reports: set[int] = set()
        self._lists: set[int] = set()
        self._bodies: set[int] = set()
        self._barren = 0
        self._fruitful = 0
        self._repeated = 0
        self._missed = 0

    def followed(self, links: Iterable[Link], *, counted: bool) -> tuple[Link, ...]:
        """Return which *links* of a listing are followed, session numbers taken off.

        A list that has *counted* its pages ends by itself; its barren pages are not counted here.
        """
        found = self.distinct(links)
        if self._is_repeated(found):
            self.stops["a list seen before"] += 1
            return ()
        if self._has_news(found):
            self._fruitful += 1
        elif not counted:
            self._barren += 1
        if stop := self._stop(counted=counted):
            self.stops[stop] += 1
            return tuple(link for link in found if link.kind is not Kind.LISTING)
        return found

    def distinct(self, links: Iterable[Link]) -> tuple[Link, ...]:
        """Return *links* once each, by one name: session numbers are taken off.

        `t1.html?from=2` is another name of `t1.html`, which this run has met or *links* holds.
        """
        found = tuple(dict.fromkeys(cleaned(link) for link in links))
        own = {link.url for link in found}
        return tuple(link for link in found if not self._is_echo(link, own))

    def traps(self) -> Counter[str]:
        """Return for what the walk was ended before its lists were."""
        return Counter({name: self.stops[name] for name in _TRAPS if self.stops[name]})

    def met(self, body: bytes) -> None:
        """Note a page's *body*, to notice when addresses multiply but pages don't."""
        noted = hash(body)
        self._repeated += noted in self._bodies
        self._bodies.add(noted)

    def missed(self) -> None:
        """Note that a page is not there, to notice when a list makes up addresses without end."""
        self._missed += 1

    def _is_echo(self, link: Link, own: Container[str]) -> bool:
        if "?" not in link.url or link.kind is Kind.LISTING:
            return False
        bare = _STATIC.sub("", link.url)
        return bare != link.url and (bare in own or hash(bare) in self._reports)

    def _is_repeated(self, found: tuple[Link, ...]) -> bool:
        listed = hash(frozenset((link.url, lasting(link.body), link.headers) for link in found))
        if not found or listed not in self._lists:
            self._lists.add(listed)
            return False
        return True

    def _has_news(self, found: tuple[Link, ...]) -> bool:
        reports = {hash(link.url) for link in found if link.kind is not Kind.LISTING}
        news = reports - self._reports
        self._reports |= news
        return bool(news)

    def _stop(self, *, counted: bool) -> str:
        if self._barren >= BARREN_LISTINGS + self._fruitful:
            return _TRAPS[0]
        if self._repeated >= REPEATED_PAGES + len(self._bodies):
            return _TRAPS[1]
        if self._missed >= MISSED_PAGES + len(self._bodies) and not counted:
            return _TRAPS[2]
        return ""


def cleaned(link: Link) -> Link:
    """Return *link* without what names the visitor or the moment.

    >>> cleaned(Link("http://a.test/x.html;jsessionid=1F?id=7&utm_source=wx", Kind.PAGE)).url
    'http://a.test/x.html?id=7'
    """
    parts = urlsplit(link.url)
    if "=" not in link.url:
        return link
    path = _IN_PATH.sub("", parts.path)
    query = parts.query
    kept = (part for part in query.split("&") if not _is_passing(part))
    query = "&".join(kept)
    return replace(link, url=parts._replace(path=path, query=query).geturl())


def _is_passing(part: str) -> bool:
    return bool(_PASSING.fullmatch(part.partition("=")[0]) or part in _SHARED)
