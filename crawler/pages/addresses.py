"""Make of what a page gives as an address the one that a browser would ask for."""

import re
from html import unescape as unescape_all
from urllib.parse import quote, urldefrag, urljoin, urlsplit

# What an address may hold besides letters and digits; the rest goes as UTF-8, percent-encoded.
_SENT_AS_IS = "%/:=&?~#+!$,;'@()*[]|\\\"{}^`<>"
_LOCAL = re.compile(r"^\w+://[^/?#]*(?=/)")
# `&currentPage=` in an address is no `&curren;`: only what ends in a semicolon is an entity.
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-f]+|\w+);", re.IGNORECASE)


def unescape(text: str) -> str:
    """Return *text* with its entities as what they stand for; `&copy=1` is a parameter.

    >>> unescape("/s?a=1&amp;copy=2&currentPage=3")
    '/s?a=1&copy=2&currentPage=3'
    """
    return _ENTITY.sub(lambda entity: unescape_all(entity[0]), text)


def address(base: str, href: str, *, charset: str = "utf-8") -> str:
    r"""Return *href* as an absolute http(s) address without fragment, or the empty text.

    As browsers have it, `\` is `/`, and what is asked goes in the *charset* of the page.

    >>> address("http://a.test/x/y/", " ../202101/t1.html#top ")
    'http://a.test/x/202101/t1.html'
    >>> address("http://a.test/", "../../t1.html"), address("http://a.test/", "javascript:next(2)")
    ('http://a.test/t1.html', '')
    >>> address("http://a.test/", "http://b.test:x/")
    ''
    >>> address("http://a.test/", "http://b.test/x/./y/../t1.html?a=/../b")
    'http://b.test/x/t1.html?a=/../b'
    >>> address("http://a.test/", "/附件/2020 年报.pdf?a=%E5%B9%B4&b=年")
    'http://a.test/%E9%99%84%E4%BB%B6/2020%20%E5%B9%B4%E6%8A%A5.pdf?a=%E5%B9%B4&b=%E5%B9%B4'
    >>> address("http://a.test/x/", r"..\nb\1.asp?lb=年报", charset="gbk")
    'http://a.test/nb/1.asp?lb=%C4%EA%B1%A8'
    """
    href = re.sub(r"[\t\r\n]", "", unescape(href)).strip()
    if "\\" in href:
        path, *rest = re.split(r"(?=[?#])", href, maxsplit=1)
        href = "".join((path.replace("\\", "/"), *rest))
    if not href or href.startswith("#"):
        return ""
    try:
        target = urldefrag(urljoin(base, href)).url
        if "/." in target:  # which urljoin leaves in what is absolute
            target = urljoin(target, _LOCAL.sub("", target))
        parts = urlsplit(target)
        _ = parts.port
    except ValueError:
        return ""  # such as http://[ or http://a:b/: nothing a browser could open either
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        return ""
    path = quote(re.sub(r"^(/\.\.?(?=/))+", "", parts.path), safe=_SENT_AS_IS)
    query = quote(parts.query, safe=_SENT_AS_IS, encoding=charset, errors="xmlcharrefreplace")
    return parts._replace(path=path, query=query).geturl()
