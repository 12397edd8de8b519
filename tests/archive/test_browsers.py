"""The pages in a real browser: what our policy lets run, and what it does not."""

import shutil
import subprocess
import sys
from contextlib import closing
from socket import socket

import pytest

from archive import Archive
from tests.archive.library import fill

sync_api = pytest.importorskip("playwright.sync_api", reason="needs the extra `browser`")
CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="needs Chromium")

SQL = "/archive?sql=select+year,+count(*)+as+reports+from+reports+group+by+year"


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = fill(tmp_path_factory.mktemp("library"))
    nasty = "<script>document.title='run'</script><img src=x onerror=\"document.title='run'\">"
    with Archive.open(folder) as archive:
        archive.connection.execute("update version set source = ?", [nasty])
    with closing(socket()) as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "nianbao", "serve", "--port", str(port), "--archive", folder]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as server:
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()


@pytest.fixture(scope="module")
def browser():
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def opened(browser, address, *, width=1280):
    """Open *address*, as soon as the server answers."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    for _ in range(100):
        try:
            page.goto(address)
        except sync_api.Error:
            page.wait_for_timeout(100)
        else:
            return page
    raise AssertionError(f"{address} does not answer")


def test_sql_is_written_in_an_editor_and_run(site, browser):
    page = opened(browser, site + SQL)
    page.locator(".CodeMirror").wait_for()
    # The formatter is loaded after everything else.
    page.wait_for_load_state("load")
    page.locator("button#sql-format").click()
    assert page.evaluate("document.querySelector('.CodeMirror').CodeMirror.lineCount()") > 3
    with page.expect_navigation():
        page.locator("form.sql input[type=submit]").click()
    assert "%0A" in page.url
    assert page.locator(".rows-and-columns tbody tr").count() == 5


def test_what_a_portal_wrote_does_not_run(site, browser):
    for path in ("/report/1", "/archive/reports"):
        page = opened(browser, site + path)
        assert "document.title" in page.content()
        assert page.title() != "run"


@pytest.mark.parametrize("path", ["/", "/search?q=公开", "/report/1", "/compare", SQL])
def test_every_page_fits_a_telephone(site, browser, path):
    page = opened(browser, site + path, width=390)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
