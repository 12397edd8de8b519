"""The CMS families: how each lists its reports and where its next page is."""

from archive import Kind, Link
from crawler.dialects import (
    answers,
    aspnet,
    attached,
    calls,
    epoint,
    eportal,
    fujian,
    gkmlpt,
    jcms,
    jeecms,
    jpaas,
    links,
    lonsun,
    pagers,
    query,
    services,
    shells,
    trs,
    truecms,
    ucap,
    xxgk,
)
from crawler.dialects.trees import bodies, branches
from crawler.pages.files import attachment_links
from crawler.pages.page import Dialect, Page

__all__ = ["DIALECTS", "Dialect", "Page", "attachment_links", "listed_on", "recognise"]

# In the order in which they are tried: the surest signature first, `links` takes what is left.
_MODULES = (
    shells, gkmlpt, jpaas, fujian, xxgk, jcms, ucap, epoint, truecms,
    answers, aspnet, eportal, lonsun, trs, jeecms, calls, pagers, attached, query, services, links,
)  # fmt: skip
_COUNTED = {trs, jcms, xxgk, fujian, gkmlpt, jpaas, epoint, truecms, pagers}
DIALECTS: dict[str, Dialect] = {
    module.__name__.rpartition(".")[2]: Dialect(
        name=module.__name__.rpartition(".")[2],
        recognises=module.recognises,
        entries=module.entries,
        pages=module.pages,
        counted=module in _COUNTED,
    )
    for module in _MODULES
}


def listed_on(page: Page, dialect: Dialect) -> list[Link]:
    """Return what *page* lists: in the ways of its *dialect*, and in a tree that a script draws.

    A column that lists no page of its own may lead to its bodies' columns, wherever they are.
    """
    found = [*dialect.entries(page), *branches(page)]
    if any(link.kind is not Kind.ATTACHMENT for link in found) or any(dialect.pages(page)):
        return found
    return [*found, *(tuple(attached.rows(page)) or bodies(page))]


def recognise(page: Page) -> Dialect:
    """Return the dialect of *page*, by its signatures and never by its host."""
    return next(dialect for dialect in DIALECTS.values() if dialect.recognises(page))
