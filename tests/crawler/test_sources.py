"""A source file is checked when it is read, and an error says how to mend it."""

from dataclasses import fields
from pathlib import Path

import pytest

from crawler.dialects import DIALECTS
from crawler.sources import (
    Expectations,
    Source,
    SourceError,
    dump_source,
    find_sources,
    load_source,
    parse_source,
    source_at,
    source_hosts,
    source_named,
)

GOOD = """
title = "望淮县人民政府"
level = "county"
seeds = ["https://www.wanghuai.test/zfxxgknb/"]
hosts = ["files.wanghuai.test:8080"]
night = [22, 6]
[expect]
reports_a_year = 20
since = 2012
"""


def test_a_good_file_gives_a_source(tmp_path):
    path = tmp_path / "wanghuai.toml"
    path.write_text(GOOD, encoding="utf-8")
    source = load_source(path)
    assert (source.name, source.title, source.night) == ("wanghuai", "望淮县人民政府", (22, 6))
    assert source.expect == Expectations(20, 2012)
    assert source_hosts(source) == ("www.wanghuai.test", "files.wanghuai.test:8080")


def test_what_is_dumped_reads_back_the_same():
    source = parse_source(GOOD, name="wanghuai")
    assert parse_source(dump_source(source), name="wanghuai") == source


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('title = "x"', "seeds is missing; add seeds = "),
        ("title = ", "is no TOML"),
        (
            'title = "a"\nseeds = http://a.test/',
            '`seeds = http://a.test/`; write seeds = ["https://',
        ),
        ('note = "a', 'write key = "text"'),
        ('title = "x"\nseed = ["http://a.test/"]', "unknown key seed; did you mean seeds?"),
        ('title = "x"\nseeds = ["a.test"]', "is no http:// or https:// address; write it in full"),
        ('title = "x"\nseeds = ["file://a.test/etc"]', "is no http:// or https:// address"),
        ('title = "x"\nseeds = []', "write at least one address"),
        (GOOD.replace("county", "town"), "write one of national, province"),
        (GOOD.replace("[22, 6]", "[22]"), "write the hours of China's time"),
        ('dialect = "wordpress"', "write auto or one of"),
        ("delay = -1", "write seconds between 0 and 3600"),
        ('delay = "1"', "write seconds between 0 and 3600"),
        ('hosts = ["http://a.test/"]', "is no host; write www.example.gov.cn or host:port"),
        ("max_pages = 0", "write a whole number of 1 or more"),
        ("verified = 1", "write true or false"),
        ('seeds = ["http://a.test:99999/"]', "is no http:// or https:// address"),
        ('seeds = ["http://[::1/"]', "is no http:// or https:// address"),
        ('seeds = ["http://me:secret@a.test/"]', "leave out what stands before its @"),
        ('hosts = ["*"]', "is no host"),
        ('hosts = ["a.test:abc"]', "is no host"),
        ("night = [22, 22]", "leave night out for any time"),
        ("[expect]\nsince = 20", "write since as a year between"),
    ],
)
def test_an_error_names_file_key_and_cure(tmp_path, text, says):
    path = tmp_path / "bad.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        load_source(path)
    assert str(path) in str(caught.value)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    "url", ["http://a.test:99999/", "http://[::1/", "http://me:secret@a.test/"]
)
def test_no_source_is_made_for_an_address_that_can_not_be_asked(url):
    with pytest.raises(SourceError) as caught:
        source_at(url)
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_text_is_named(tmp_path):
    path = tmp_path / "bad.toml"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(SourceError, match=r"bad.toml is no text in UTF-8; save it as such"):
        load_source(path)


def test_ones_own_source_hides_the_shipped_one(tmp_path):
    own = tmp_path / "sources" / "wanghuai.toml"
    own.parent.mkdir()
    own.write_text(GOOD, encoding="utf-8")
    assert find_sources(tmp_path)["wanghuai"] == own
    assert source_named("wanghuai", tmp_path).level == "county"


def test_an_unknown_name_is_answered_with_those_spelled_alike(tmp_path):
    own = tmp_path / "sources" / "wanghuai.toml"
    own.parent.mkdir()
    own.write_text(GOOD, encoding="utf-8")
    with pytest.raises(SourceError, match="did you mean wanghuai"):
        source_named("wanghui", tmp_path)


SHIPPED = find_sources()


def test_forty_real_portals_come_with_nianbao():
    assert len(SHIPPED) >= 40


@pytest.mark.parametrize("name", SHIPPED)
def test_a_shipped_source_is_whole_and_says_where_it_was_seen(name):
    source = source_named(name)
    assert source.seen_at
    assert not source.verified
    assert all(".gov.cn/" in seed for seed in source.seeds)


DOCS = Path(__file__).parents[2] / "docs"


def test_every_key_and_every_dialect_is_documented():
    text = (DOCS / "add-a-source.md").read_text(encoding="utf-8")
    keys = [field.name for field in fields(Source) if field.name not in {"name", "expect"}]
    keys += [f"expect.{field.name}" for field in fields(Expectations)]
    for word in (*keys, *DIALECTS):
        assert f"`{word}`" in text, word
