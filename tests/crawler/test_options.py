"""Settings are checked when they are read, and the crawl's own can't be made unsafe."""

import pytest
from scrapy.exceptions import NotConfigured
from scrapy.settings import Settings

from crawler import Options, OptionsError, load_options
from crawler.by_hand import refuse_unsafe
from crawler.options import user_agent


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("contcat = 'me'", "unknown key contcat; did you mean contact?"),
        ("delay = 'slow'", "delay = 'slow': write a number"),
        ("delay = -1", "write a number of 0 or more"),
        ("max_pages = 1.5", "write a whole number"),
        ('contact = "a\\nb"', "write an address that a stranger can use"),
        ("allow_networks = ['10.0.0.300']", "allow_networks"),
        ("timestamps = 'tsa.example.org'", "write the address of an authority"),
        ("delay =", "is no TOML"),
    ],
)
def test_a_wrong_setting_names_its_file_and_the_cure(tmp_path, text, message):
    (tmp_path / "nianbao.toml").write_text(text, encoding="utf-8")
    with pytest.raises(OptionsError, match=r"nianbao\.toml") as error:
        load_options(tmp_path)
    assert message in str(error.value)


def test_the_user_agent_names_who_is_responsible():
    assert user_agent(Options(contact="me@example.org")).endswith("; me@example.org)")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ROBOTSTXT_OBEY", False),
        ("TELNETCONSOLE_ENABLED", True),
        ("REMOTE_CONTROL_ENABLED", True),
        ("DOWNLOAD_HANDLERS", {"file": "scrapy.core.downloader.handlers.file.FileDownloadHandler"}),
        (
            "DOWNLOAD_HANDLERS",
            {"https": "scrapy.core.downloader.handlers.http.HTTPDownloadHandler"},
        ),
    ],
)
def test_a_setting_that_opens_another_way_out_stops_the_crawl(name, value):
    settings = Settings()
    settings.setmodule("crawler.settings", priority="project")
    refuse_unsafe(settings)
    if isinstance(value, dict):
        value = {**settings.getdict(name), **value}
    settings.set(name, value, priority="cmdline")
    with pytest.raises(NotConfigured):
        refuse_unsafe(settings)
