"""Tell when two addresses are one: the canonical form that the frontier and the reports go by."""

import hashlib
import re
from functools import lru_cache
from urllib.parse import quote, urlsplit

from archive.capture import Link

_INDEX = re.compile(r"/(index|default)\.(html?|shtml|jsp|aspx?|php)$", re.IGNORECASE)
_SLASHES = re.compile("//+")
# A portal's phone edition shows the same article under the same path.
_TWIN = re.compile(r"^(www|m|wap|3g)\.(?=.+\.)", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:^|&)__EVENTARGUMENT=[^&]*\d")
_REMEMBERED = re.compile(r"__(?:VIEWSTATE\w*|EVENTVALIDATION|PREVIOUSPAGE|SCROLLPOSITION[XY])=")
_PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))
_DEFAULT_PORTS = {"http": 80, "https": 443}


@lru_cache(maxsize=1024)  # an address is listed, leased, kept and read, a few others later
def canonical(url: str) -> str:
    """Return *url* with a lower-case host and without default port, fragment and user name.

    >>> canonical("HTTP://User@WWW.Zzq.gov.cn:80/a/../b.html#top")
    'http://www.zzq.gov.cn/a/../b.html'
    """
    parts = urlsplit(url)
    if not parts.hostname:
        return url.split("#")[0]
    port = f":{parts.port}" if parts.port not in (None, _DEFAULT_PORTS.get(parts.scheme)) else ""
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{_host(parts.hostname)}{port}{parts.path or '/'}{query}"


def place(url: str) -> str:
    """Return what two addresses of one document share: no scheme, `www.`, `m.` or index page.

    >>> place("https://www.zzq.gov.cn/xxgk/index.html") == place("http://m.zzq.gov.cn//xxgk/")
    True
    """
    parts = urlsplit(canonical(url))
    if parts.scheme not in _DEFAULT_PORTS:
        return canonical(url)
    query = f"?{parts.query}" if parts.query else ""
    return _TWIN.sub("", parts.netloc) + _INDEX.sub("/", _SLASHES.sub("/", parts.path)) + query


def frontier_key(link: Link) -> bytes:
    """Return the identity of *link* in its source's frontier: address, method and body.

    Of a body that remembers the visit counts what lasts, and the list that it was begun from.
    """
    parts = [canonical(link.url), link.method.upper(), lasting(link.body)]
    if parts[-1] != link.body:
        parts += (value for name, value in link.headers if name == "Referer")
    identity = "\0".join(parts)
    return hashlib.blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def lasting(body: str) -> str:
    """Return what a request's *body* asks for, without what ASP.NET remembers of the visit.

    That differs each time, while the event's argument says which page of a list is meant. A
    button without an argument means the page after the one that is remembered.

    >>> lasting("__VIEWSTATE=dDw&__EVENTTARGET=Pager&__EVENTARGUMENT=2&cid=7")
    '__EVENTTARGET=Pager&__EVENTARGUMENT=2&cid=7'
    >>> lasting("__VIEWSTATE=dDw&__EVENTTARGET=Next&__EVENTARGUMENT=")
    '__VIEWSTATE=dDw&__EVENTTARGET=Next&__EVENTARGUMENT='
    """
    if not _NUMBERED.search(body):
        return body
    return "&".join(part for part in body.split("&") if not _REMEMBERED.match(part))


def without_secrets(url: str) -> str:
    """Return *url* without a user name and password.

    >>> without_secrets("http://me:secret@proxy.example:8080/a#b")
    'http://proxy.example:8080/a#b'
    """
    if "@" not in url:
        return url
    return re.sub(r"^([a-z][a-z0-9+.-]*://)[^/?#]*@", r"\1", url, flags=re.IGNORECASE)


def escaped(url: str) -> str:
    """Return *url* as it is written down: without secrets, all but printable ASCII escaped.

    >>> escaped("http://me:secret@portal.test/年报 1")
    'http://portal.test/%E5%B9%B4%E6%8A%A5%201'
    """
    url = without_secrets(url)
    if url.isascii() and url.isprintable() and " " not in url:
        return url
    return quote(url, safe=_PRINTABLE, errors="surrogatepass")


def _host(name: str) -> str:
    return f"[{name}]" if ":" in name else name.lower()
