"""A portal whose list nobody but a browser sees: its own script unpacks and draws it."""

import json
from base64 import b64encode
from collections.abc import Sequence

from demo.invented import InventedReport
from demo.listing import Founded, found_portal, listing
from demo.web import Answer, Asked, Portal

COLUMN = "/nb/"
_DATA = "/service/q"


def build(reports: Sequence[InventedReport]) -> Portal:
    """Return the portal that holds *reports*."""
    founded = found_portal("scripted", reports, COLUMN, lambda r, n: f"/nb/{n}.html")
    portal = founded.portal
    portal.browser = True
    body = '<ul id="list"></ul><script src="/nb/list.js"></script><img src="/nb/banner.png">'
    portal.routes[COLUMN] = listing("政府信息公开年报", body, founded.site)
    portal.routes["/nb/list.js"] = Answer(_SCRIPT.encode(), media_type="text/javascript")
    portal.routes[_DATA] = lambda asked: _data(founded, asked)
    portal.listings = 3  # the column, its script, its data
    return portal


def _data(founded: Founded, asked: Asked) -> Answer:
    if asked.method != "POST" or asked.body != b"k=4471":
        return Answer(b"", 403)
    packed = b64encode(json.dumps(founded.rows).encode())
    return Answer(packed, media_type="text/plain")


_SCRIPT = """
fetch("/service/q", {method: "POST", body: "k=4471"}).then(r => r.text()).then(packed => {
  for (const [title, path, date] of JSON.parse(atob(packed))) {
    const row = document.createElement("li");
    row.innerHTML = `<a href="${path}">${title}</a><span>${date}</span>`;
    document.getElementById("list").append(row);
  }
});
"""
