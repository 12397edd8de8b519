import random
from itertools import count

import pytest

from archive import Archive
from archive.catalogue import Catalogue
from archive.errors import ConditionError
from archive.search import index, postings, segments, texts
from archive.search.bitmaps import bits_of_phrase, versions_at
from archive.search.facets import count_facets
from archive.search.hits import count_hits, search_hits
from archive.search.index import index_faults, rebuild, seal
from archive.search.narrowing import Filters
from archive.search.query import Phrase, readings
from archive.search.terms import fold
from archive.search.texts import Text
from tests.archive.library import REPORTS, fill

BODIES = [
    "一、总体情况\n2020年，我局收到政府信息公开申请12件，其中予以公开7件。",
    "三安全一稳定，行政复议0件；行政诉讼1件。ABC公司 申请 3 次",
    "本年收费金额25795.5万元（含减免）\t“政务公开”专栏 𠮷野",
    '资|阳 资阳区 资 阳 100% C++ "引号" title:复议 AND OR NOT (括号)',
    "",
]


@pytest.fixture
def archive(tmp_path):
    with Archive.open(tmp_path) as archive:
        db = archive.connection
        db.execute("insert into source values (1, 's')")
        db.execute("insert into run (id, source, started_at) values (1, 1, '')")
        db.execute("insert into warc (id, name, source) values (1, 'w', 1)")
        db.execute(
            "insert into capture (id, source, run, url, fetched_at, status, sha256, content, size,"
            " verdict, kind, warc, offset, length)"
            " values (1, 1, 1, 'http://x/', '', 200, '', '', 1, 'report', 'page', 1, 0, 1)"
        )
        yield archive


_versions = count(1)


def put(archive, report, text, *, title="", issuer="", year=2020, level=None, published=None):
    """Make *text* the latest version of *report*."""
    db, version = archive.connection, next(_versions)
    db.execute(
        "insert or ignore into report (id, uid, source, first_seen) values (?, ?, 1, '')",
        (report, str(report)),
    )
    db.execute(
        "insert into version (id, report, content, capture, document, reading, parser, first_seen,"
        " last_seen, title, issuer, year, level, published, form)"
        " values (?, ?, ?, 1, 1, '', 1, '', '', ?, ?, ?, ?, ?, '2019')",
        (version, report, str(version), title, issuer, year, level, published),
    )
    db.execute("insert into body (version, text) values (?, ?)", (version, text))
    db.execute("update report set version = ? where id = ?", (version, report))


def state(archive, report, key, value):
    """Let *report* say *value* of *key*."""
    db = archive.connection
    item = Catalogue(db).item(key)
    version = db.execute("select version from report where id = ?", (report,)).fetchone()[0]
    db.execute(
        "insert into fact (version, item, position, value, state, unit) values (?, ?, ?, ?, 0, ?)",
        (version, item, item, value, Catalogue(db).unit("件")),
    )


def found(archive, query, **options):
    return [hit.id for hit in search_hits(archive.connection, query, **options)]


def library(archive, reports=90):
    for number in range(1, reports + 1):
        put(archive, number, f"{BODIES[number % 5]}第{number}号", year=2000 + number % 7)


@pytest.mark.parametrize("sealed", [False, True])
def test_every_substring_is_found_where_a_scan_finds_it(archive, sealed):
    library(archive)
    if sealed:
        seal(archive.connection, waiting=1)
    texts = {number: fold(f"{BODIES[number % 5]}第{number}号") for number in range(1, 91)}
    chosen = random.Random(4)
    for _ in range(300):
        text = texts[chosen.randrange(1, 91)]
        start = chosen.randrange(len(text))
        query = text[start : start + chosen.randrange(1, 9)]
        if query.strip() and next(readings(query)) == Phrase(query):
            expected = {number for number, text in texts.items() if query in text}
            assert set(found(archive, query, limit=None)) == expected, query


def test_common_neighbours_are_told_apart_by_longer_terms(archive):
    """Every text has 12, 23 and 34 and most have 123 and 234; few have 1234."""
    for number in range(1, 401):
        tail = "1234" if number % 80 == 0 else "0123 2345"
        put(archive, number, f"12 23 34 {tail}")
    seal(archive.connection, waiting=1)
    bits = bits_of_phrase(archive.connection, "1234")
    assert sorted(versions_at(archive.connection, bits)) == [
        row[0]
        for row in archive.connection.execute(
            "select version from report where id % 80 = 0 order by version"
        )
    ]
    assert found(archive, "1234", limit=None) == [400, 320, 240, 160, 80]


@pytest.mark.parametrize(
    ("query", "snippet"),
    [
        ("复议0", "三安全一稳定，行政[复议0]件；行政诉讼1件。"),
        ("abc公司", "行政诉讼1件。[ABC公司] 申请 3 次"),
        ("ＡＢＣ", "[ABC]"),
        ("定,行", "三安全一稳[定，行]政复议"),
        ("公司 申请", "ABC[公司 申请] 3 次"),
        ("𠮷", "[𠮷]野"),
        ("C++", "100% [C++] "),
        ('"引号', ' ["引号]" '),
        ("第1号", "[第1号]"),
    ],
)
def test_a_hit_shows_where_it_stands(archive, query, snippet):
    library(archive, 5)
    (hit,) = search_hits(archive.connection, query)
    assert snippet in hit.snippet


def test_title_comes_before_issuer_before_text_and_newer_years_first(archive):
    put(archive, 1, "复议", year=2024)
    put(archive, 2, "", issuer="复议局", year=2010)
    put(archive, 3, "", title="复议报告", year=2009)
    put(archive, 4, "", title="复议报告", year=2015)
    put(archive, 5, "复议", year=None)
    assert found(archive, "复议") == [4, 3, 2, 1, 5]
    seal(archive.connection, waiting=1)
    assert found(archive, "复议") == [4, 3, 2, 1, 5]


@pytest.mark.parametrize(
    ("query", "reports"),
    [
        ("复议 AND 诉讼", [1]),
        ("复议 OR 信访", [1, 2, 3]),
        ("复议 NOT 诉讼", [2]),
        ("(复议 OR 信访) AND 公开", [2, 3]),
        ("title:信访", [3]),
        ("issuer:教育", [2]),
        ('"行政 诉讼"', [1]),
        ("公开 复议", [2]),  # nowhere as it stands: both words
        ("复议 AND", []),  # not well formed: plain text
        ("(公开)", [3]),
    ],
)
def test_operators_combine_texts(archive, query, reports):
    put(archive, 1, "复议 行政 诉讼")
    put(archive, 2, "复议与公开", issuer="教育局")
    put(archive, 3, "信访(公开)", title="信访报告")
    assert sorted(found(archive, query)) == reports


def test_a_new_version_replaces_what_was_found_before(archive):
    library(archive, 20)
    seal(archive.connection, waiting=1)
    put(archive, 7, "改过的正文")
    assert found(archive, "第7号") == []
    assert found(archive, "改过") == [7]
    assert list(index_faults(archive.connection)) == []
    seal(archive.connection, waiting=1)
    assert found(archive, "改过") == [7]
    assert list(index_faults(archive.connection)) == []


def test_a_text_read_anew_is_indexed_anew(archive):
    library(archive, 20)
    seal(archive.connection, waiting=1)
    db = archive.connection
    db.execute("update body set text = '新读法' where version = (select max(id) from version)")
    db.execute("update version set title = '新题' where id = (select min(version) from report)")
    assert found(archive, "新读法") == [20]
    assert found(archive, "新题") == [1]
    db.execute("delete from report where id = 20")
    assert found(archive, "新读法") == []
    assert list(index_faults(db)) == []


def test_long_texts_make_small_segments(archive, monkeypatch):
    monkeypatch.setattr(index, "SEGMENT_LENGTH", 100)
    library(archive, 10)
    seal(archive.connection, waiting=1)
    (segments,) = archive.connection.execute("select count(*) from search_segment").fetchone()
    assert segments > 3
    assert sorted(found(archive, "号")) == list(range(1, 11))


def test_a_segment_is_the_same_however_many_pieces_it_is_sorted_in(monkeypatch):
    given = [Text(n, 2020, "题", "", BODIES[n % 5] * 9 + f"第{n}号") for n in range(40)]
    whole = segments.build_segment(given)
    for module, bound in ((postings, "_PIECE"), (postings, "_HASHED"), (texts, "_CHUNK")):
        monkeypatch.setattr(module, bound, 7)
    assert segments.build_segment(given) == whole
    assert len(whole.common) > 100


def test_segments_are_merged_as_reports_trickle_in(archive):
    for number in range(1, 65):
        put(archive, number, BODIES[number % 5] + f"第{number}号")
        seal(archive.connection, waiting=4)
    (segments,) = archive.connection.execute("select count(*) from search_segment").fetchone()
    assert segments <= 5
    assert found(archive, "第17号") == [17]
    assert list(index_faults(archive.connection)) == []


def test_a_damaged_index_is_named_and_rebuilt(archive):
    library(archive, 30)
    db = archive.connection
    seal(db, waiting=1)
    db.execute(
        "update search_common set positions = x'00000000' where term = ?", (ord("申") << 16,)
    )
    db.execute("delete from search_place where version = (select max(id) from version)")
    faults = list(index_faults(db))
    assert any("segment 1 does not hold" in fault for fault in faults)
    assert any("is missing" in fault for fault in faults)
    assert rebuild(db) == 30
    assert list(index_faults(db)) == []


@pytest.mark.parametrize(
    ("filters", "reports"),
    [
        (Filters(year=2021), [2]),
        (Filters(level="county"), [1]),
        (Filters(issuer="教育"), [2]),
        (Filters(form="2021"), []),
        (Filters(date_from="2022-01-31", date_to="2022-01-31"), [2]),
        (Filters(date_to="2021-12"), [1]),
    ],
)
def test_filters_narrow_a_search(archive, filters, reports):
    put(archive, 1, "公开", year=2020, level="county", published="2021-01-29")
    put(archive, 2, "公开", year=2021, issuer="市教育局", published="2022-01-31T09:27:00+08:00")
    assert found(archive, "公开", filters=filters) == reports


def test_a_count_goes_no_further_than_asked(archive):
    library(archive, 30)
    assert str(count_hits(archive.connection, "第", at_most=10)) == "10+"
    assert str(count_hits(archive.connection, "第1号")) == "1"


def test_facets_count_what_is_found(archive):
    put(archive, 1, "公开", year=2020, level="county")
    put(archive, 2, "公开", year=2021, level="county")
    put(archive, 3, "信访", year=2021, level="township")
    facets = count_facets(archive.connection, "公开")
    assert facets.by["year"] == [("2021", 1), ("2020", 1)]
    assert facets.by["level"] == [("county", 2)]
    assert not count_facets(archive.connection, "公开", at_most=1).complete


@pytest.mark.parametrize(
    ("where", "reports"),
    [
        ("requests.new.total > 1000", [2]),
        ("requests.new.total >= 1000 and requests.new.total != 2000", [1]),
        ("requests.new.total<0.5", [3]),
        ("fees.fees.amount = 25795.5", [1]),
    ],
)
def test_conditions_on_figures_narrow_a_search(archive, where, reports):
    for report, new, fee in ((1, 1000, "25795.5"), (2, 2000, None), (3, 0, "3")):
        put(archive, report, "公开")
        state(archive, report, "requests.new.total", new)
        state(archive, report, "fees.fees.amount", fee)
    assert [hit.id for hit in archive.search("公开", where=where)] == reports


@pytest.mark.parametrize(
    ("where", "complaint"),
    [
        ("requests.new.total > many", "is no condition"),
        ("1000", "is no condition"),
        ("x = 1; drop table report", "is no condition"),
        ("no.such.key = 1", "no report has a fact"),
        ("'\0\ud800 > 1", "no report has a fact"),
    ],
)
def test_a_condition_that_cannot_be_met_says_why(archive, where, complaint):
    with pytest.raises(ConditionError, match=complaint):
        list(archive.search("公开", where=where))


HOSTILE = ['"', '""', "(((", "*", "a AND", "NOT x", "{a}:b", "\0", "\ud800", "'; drop table report"]


@pytest.mark.parametrize("query", [*HOSTILE, "(" * 9000, "公 " * 9000, "\u202e", "😀", "-1", "%"])
def test_no_typed_text_raises(archive, query):
    library(archive, 5)
    seal(archive.connection, waiting=1)
    assert found(archive, query) in ([], [3])
    assert archive.connection.execute("select count(*) from report").fetchone() == (5,)


def test_an_empty_text_lists_what_passes_the_filters_newest_first(tmp_path):
    with Archive.open(fill(tmp_path)) as archive:
        everything = [hit.year for hit in archive.search("", limit=None)]
        assert everything == sorted(everything, reverse=True)
        assert len(everything) == REPORTS
        assert archive.facets(" ", year=2019).number == everything.count(2019)
