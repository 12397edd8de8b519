"""Listings for tests of what a dialect finds on them."""

from archive import Kind, Link
from crawler.dialects import Page, recognise

BASE = "http://portal.test/zwgk/zfxxgknb/"

TITLE = "望淮县水务局{}年政府信息公开工作年度报告"


def page(text, url=BASE, **asked):
    return Page(url, text, Link(url, Kind.LISTING, **asked))


def item(year, href=None, date="2021-01-29"):
    link = f'<a href="{href or f"./{year}/t1.html"}">{TITLE.format(year)}</a>'
    return f"<li>{link}<span>{date}</span></li>"


def entries(given):
    return list(recognise(given).entries(given))


def next_pages(given):
    return [link.url for link in recognise(given).pages(given)]


def requests(given):
    return [(link.method, link.url, link.body) for link in recognise(given).pages(given)]
