"""Dates as portals and officials print them."""

import time

import pytest

from parsers.dates import find_date, parse_date, parse_year


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2021-01-29 09:27", "2021-01-29T09:27:00+08:00"),
        ("2012-02-27 09:05:51", "2012-02-27T09:05:51+08:00"),
        ("2022-01-19 00:00", "2022-01-19"),
        ("2022-01-19 00:00:00", "2022-01-19"),
        ("2018- 02- 06 00: 00", "2018-02-06"),
        ("2018- 02- 06 08: 05", "2018-02-06T08:05:00+08:00"),
        ("2021/1/5", "2021-01-05"),
        ("2026.03.05 14:48:00", "2026-03-05T14:48:00+08:00"),
        ("2022年01月30日 15:52", "2022-01-30T15:52:00+08:00"),
        ("2021 年 1 月 26 日", "2021-01-26"),
        ("20171231", "2017-12-31"),
        ("2024-01-30 15:08来源", "2024-01-30T15:08:00+08:00"),
        ("2024-01-3015:08", "2024-01-30T15:08:00+08:00"),
        ("2021-01-29T09:27:00+08:00", "2021-01-29T09:27:00+08:00"),
        ("2021-01-29T01:27:00Z", "2021-01-29T09:27:00+08:00"),
        ("2021-01-29T01:27:00.000Z", "2021-01-29T09:27:00+08:00"),
        ("2021-01-29 下午3:05", "2021-01-29T15:05:00+08:00"),
        ("2021-01-29 25:61", "2021-01-29"),
        ("二〇二一年一月二十六日", "2021-01-26"),
        ("二○○九年一月二十二日", "2009-01-22"),
        ("二零二一年十二月三十一日", "2021-12-31"),
        ("二Ｏ一七年元月卅一日", "2017-01-31"),
        ("二O一七年二月十日", "2017-02-10"),
        ("二0一八年二月廿六日", "2018-02-26"),
        ("二◯一五年三月十一日", "2015-03-11"),
        ("二〇一二年3月二〇日", "2012-03-20"),
        ("一九九九年十月一日", "1999-10-01"),
    ],
)
def test_a_date_is_read_as_it_is_printed(text, iso):
    assert parse_date(text) == iso


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2020-10-",
        "2020年10月",
        "2021-02-30",
        "2021-13-01",
        "12345678901",
        "二〇二一年",
        "21-01-29",
    ],
)
def test_what_is_no_whole_date_is_none(text):
    assert parse_date(text) is None


def test_eight_digits_are_a_date_only_where_asked_for():
    assert find_date("编号20171231") is None
    assert find_date("编号20171231", glued=True).iso == "2017-12-31"


def test_a_false_date_does_not_hide_a_real_one():
    assert parse_date("2021-02-30 2021-03-01") == "2021-03-01"


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2021", 2021),
        ("二〇二一", 2021),
        ("二○○九", 2009),
        ("二Ｏ一七", 2017),
        ("三四五六", None),
        ("21", None),
    ],
)
def test_a_year_is_spelled_in_digits_or_numerals(text, year):
    assert parse_year(text) == year


@pytest.mark.parametrize(
    "piece", ["2021-", "2021-01-", "二〇", "2021年1", " ", "2021 - 01 - ", "十"]
)
def test_time_grows_with_the_length_only(piece):
    def seconds(length):
        text = (piece * length)[:length]
        best = float("inf")
        for _ in range(3):
            start = time.perf_counter()
            parse_date(text)
            best = min(best, time.perf_counter() - start)
        return best

    assert seconds(64_000) <= 8 * seconds(16_000) + 0.01
