"""The Datasette plugin: search, reports and figures for browsers and programs, read-only."""

from collections.abc import Callable, Sequence
from typing import Any

from datasette import hookimpl

from archive.web import api, pages
from archive.web.guard import App, guarded

__all__ = ["asgi_wrapper", "extra_css_urls", "extra_js_urls", "register_routes"]

_STATIC = "/-/static-plugins/archive.web"


@hookimpl  # type: ignore[untyped-decorator]  # Datasette has no types
def register_routes() -> Sequence[tuple[str, Callable[..., Any]]]:
    """Give our addresses; Datasette's own stay beside them."""
    return [
        (r"^/$", pages.home),
        (r"^/search$", pages.search),
        (r"^/report/(?P<id>\d{1,18})$", pages.report),
        (r"^/report/(?P<id>\d{1,18})/evidence$", pages.evidence),
        (r"^/compare$", pages.compare),
        (r"^/api/search$", api.search),
        (r"^/api/report/(?P<id>\d{1,18})$", api.report),
        (r"^/api/facts$", api.facts),
        (r"^/api(/.*)?$", api.missing),
    ]


@hookimpl  # type: ignore[untyped-decorator]  # Datasette has no types
def extra_css_urls() -> Sequence[str]:
    """Style Datasette's own pages; ours name what they use."""
    return [f"{_STATIC}/tables.css"]


@hookimpl  # type: ignore[untyped-decorator]  # Datasette has no types
def extra_js_urls() -> Sequence[str]:
    """Let Datasette's SQL editor and menus work without its inline scripts."""
    return [f"{_STATIC}/sql_editor.js"]


@hookimpl(trylast=True)  # type: ignore[untyped-decorator]  # Datasette has no types
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    """Put the guard in front of everything, Datasette's pages too."""
    config = datasette.plugin_config("nianbao") or {}
    return lambda app: guarded(app, config.get("hosts", ()))
