"""Parsing beside its floors and its peers, in one run; `python -m bench parse [--full]`."""

import argparse
import gc
import io
import shutil
import statistics
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.util import find_spec
from itertools import cycle, islice
from pathlib import Path
from typing import Any, NamedTuple

import lxml.html
import pypdfium2
from lxml import etree

from archive.intake.workers import Job, parse_many
from bench import carriers, paper, scans
from demo.invented import InventedReport, invented_reports
from demo.pages import Site, render_page
from parsers import parse_report
from parsers.document import Line
from parsers.facts import read_facts
from parsers.forms import load_forms
from parsers.readers import read_document

# Of each system's page: how many bytes of navigation it drags along.
_PADDING = {"trs": 40_000, "jcms": 0, "plain": 36_000, "wps": 36_000}

# So many reports that differ are read once each.
_MANY = 400

Reader = Callable[[bytes], object]


class Group(NamedTuple):
    """One carrier: its documents, what they are read with, and how slow we may be."""

    name: str
    documents: Sequence[bytes]
    floor: str
    readers: Mapping[str, Reader]
    goal: float


def main(arguments: Sequence[str]) -> None:
    """Print the time of each reader as a ratio to the floor of its carrier."""
    asked = _parser().parse_args(arguments)
    reports = invented_reports(asked.reports, seed=3)
    if asked.once:
        _read_once(asked.once)
        return
    if asked.memory:
        _watch_memory(reports, asked.memory)
        return
    for group in _groups(reports):
        _compare(group, asked.rounds)
    print(f"\nonce: {_MANY} reports that differ, each read once, by a process that has read one")
    for name in _ONCE:
        _run_alone("--once", name)
    _compare_workers(_pages(reports), asked.rounds)
    if asked.ocr:
        _time_ocr(reports[0])
    # The peers take more memory than we do.
    _run_alone("--memory", "10000" if asked.full else "1000")


def _run_alone(*arguments: str) -> None:
    """Print what this bench prints with *arguments*, in a process of its own."""
    command = [sys.executable, "-m", "bench", "parse", *arguments]
    print(subprocess.run(command, check=True, capture_output=True, text=True).stdout, end="")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bench parse", description=__doc__)
    parser.add_argument("--reports", type=int, default=8)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--ocr", action="store_true", help="read a scanned page too")
    parser.add_argument("--full", action="store_true", help="watch memory over 10,000 reports")
    parser.add_argument("--memory", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--once", default="", help=argparse.SUPPRESS)
    return parser


def _groups(reports: Sequence[InventedReport]) -> Iterator[Group]:
    pages = _pages(reports)
    yield Group("HTML", pages, "lxml.html.fromstring", _html_readers(), 2.5)
    # A text's floor is its page: the same report, before it was flattened.
    texts = {page: _flattened(report) for page, report in zip(pages, reports, strict=True)}
    flattened = {
        "lxml.html.fromstring": _lxml,
        "nianbao, whole report": lambda page: parse_report(texts[page], url="a.txt"),
        "nianbao, text to facts": lambda page: _facts(texts[page]),
    }
    yield Group("text", pages, "lxml.html.fromstring", flattened, 0.3)
    office = shutil.which("soffice") is not None
    made = "LibreOffice" if office else "our own"
    word = [_word(report, office) for report in reports[:4]]
    yield Group(f"Word by {made}", word, "unzip + lxml", _word_readers(), 1.5)
    prints = [_print(report, office) for report in reports[:4]]
    yield Group(f"PDF by {made}", prints, "pypdfium2 text", _pdf_readers(), 2.5)


def _compare(group: Group, rounds: int) -> None:
    sizes = sorted(len(document) >> 10 for document in group.documents)
    sized = f"{sizes[0]} to {sizes[-1]} KiB, median {statistics.median(sizes):.0f}"
    print(f"\n{group.name}: {len(sizes)} documents of {sized}")
    times: dict[str, list[float]] = {name: [] for name in group.readers}
    # To look through the modules of all peers would leave no cache warm for a reader.
    gc.freeze()
    for name, reader in islice(cycle(group.readers.items()), (rounds + 1) * len(group.readers)):
        gc.collect()  # what the reader before left is not this one's to clear away
        start = time.process_time()
        for document in group.documents:
            reader(document)
        times[name].append((time.process_time() - start) / len(group.documents))
    gc.unfreeze()
    floors = times[group.floor][1:]  # the first round warms up
    for name in group.readers:
        taken = times[name][1:]
        ratio = statistics.median(t / f for t, f in zip(taken, floors, strict=True))
        goal = f"  (goal: at most {group.goal})" if name.startswith("nianbao") else ""
        print(f"  {name:24} {statistics.median(taken) * 1000:8.2f} ms  {ratio:7.2f} x{goal}")


def _read_once(name: str) -> None:
    """Print what different reports take, each beside its page's floor: no memo knows them yet."""
    reports = invented_reports(_MANY + 1, seed=5)
    taken = floor = 0.0
    for number, (page, report) in enumerate(zip(_pages(reports), reports, strict=True)):
        text = _flattened(report)
        start = time.process_time()
        _lxml(page)
        middle = time.process_time()
        _ONCE[name](page, text)
        if number:  # the first one loads the forms
            floor += middle - start
            taken += time.process_time() - middle
    print(f"  {name:24} {taken / _MANY * 1000:8.2f} ms  {taken / floor:7.2f} x")


def _compare_workers(pages: Sequence[bytes], rounds: int) -> None:
    """Print what it costs to parse in a worker process rather than in this one."""
    print("\nworker process: 100 pages, one worker, beside the same in this process")
    jobs = [Job(n, page, "a.html") for n, page in enumerate(islice(cycle(pages), 100))]
    ratios = []
    for _ in range(rounds):
        here = _wall(lambda: [parse_report(job.content, url=job.url) for job in jobs])
        warm = iter(parse_many([jobs[0], *jobs], workers=1))
        next(warm)  # its process has started
        ratios.append(_wall(lambda: list(warm)) / here)  # noqa: B023 - called at once
    print(f"  parse_many / parse_report  {statistics.median(ratios):.2f} x  (goal: at most 1.06)")


def _time_ocr(report: InventedReport) -> None:
    """Print how long a scanned page with a table takes, and what became of its cells."""
    blocks = carriers.blocks_of(report)
    pictures = scans.pictures(paper.pdf(blocks))
    print("\nscan: one page at 200 dots an inch, the table of requests on it")
    for number, picture in enumerate(pictures, 1):
        buffer = io.BytesIO()
        picture.save(buffer, "PNG")
        start, cpu = time.perf_counter(), time.process_time()
        found = parse_report(buffer.getvalue(), url="a.png")
        taken, used = time.perf_counter() - start, time.process_time() - cpu
        right = sum(fact.value == report.values.get(fact.key) for fact in found.facts)
        print(f"  page {number}: {taken:.1f} s, {used:.1f} s of CPU, {right} cells right")


def _watch_memory(reports: Sequence[InventedReport], count: int) -> None:
    """Print how much memory this process takes over many reports."""
    pages = _pages(reports)
    parse_report(pages[0], url="a.html")
    before = _peak()
    for page in islice(cycle(pages), count):
        parse_report(page, url="a.html")
    after = _peak()
    print("\nmemory (goal: at most 300 MiB)")
    print(f"  {before >> 10} MiB after 1 report, {after >> 10} MiB after {count:,}")


def _peak() -> int:
    """Return the most memory this process had, in KiB; getrusage counts its parent's as well."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0])


def _html_readers() -> dict[str, Reader]:
    readers: dict[str, Reader] = {"lxml.html.fromstring": _lxml, "nianbao": _nianbao("a.html")}
    if find_spec("bs4"):
        from bs4 import BeautifulSoup

        readers["BeautifulSoup(lxml)"] = lambda page: BeautifulSoup(page, "lxml").get_text()
    if find_spec("pandas"):
        import pandas

        readers["pandas.read_html"] = lambda page: pandas.read_html(io.StringIO(page.decode()))
    if find_spec("trafilatura"):
        import trafilatura

        readers["trafilatura"] = lambda page: trafilatura.extract(page, with_metadata=True)
    return readers


def _word_readers() -> dict[str, Reader]:
    readers: dict[str, Reader] = {"unzip + lxml": _unzipped, "nianbao": _nianbao("a.docx")}
    if find_spec("docx"):
        import docx

        readers["python-docx"] = lambda content: [
            [[cell.text for cell in row.cells] for row in table.rows]
            for table in docx.Document(io.BytesIO(content)).tables
        ]
    return readers


def _pdf_readers() -> dict[str, Reader]:
    readers: dict[str, Reader] = {"pypdfium2 text": _plain, "nianbao": _nianbao("a.pdf")}
    if find_spec("pdfplumber"):
        import pdfplumber

        def tables(content: bytes) -> list[Any]:
            with pdfplumber.open(io.BytesIO(content)) as document:
                return [page.extract_tables() for page in document.pages]

        readers["pdfplumber tables"] = tables
    return readers


def _nianbao(name: str) -> Reader:
    return lambda content: parse_report(content, url=name)


def _lxml(page: bytes) -> object:
    return lxml.html.fromstring(page.decode())


def _facts(text: bytes) -> object:
    """Read the figures and checks of a text alone, from its bytes on: no metadata, no sections."""
    return read_facts(read_document(text, url="a.txt"), load_forms())


_ONCE: dict[str, Callable[[bytes, bytes], object]] = {
    "HTML": lambda page, text: parse_report(page, url="a.html"),
    "text, whole report": lambda page, text: parse_report(text, url="a.txt"),
    "text to facts": lambda page, text: _facts(text),
}


def _unzipped(content: bytes) -> object:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


def _plain(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_range() for page in document]


def _pages(reports: Sequence[InventedReport]) -> list[bytes]:
    """Return the reports as pages of four systems in turn, 50 to 85 KiB each, as portals serve.

    Their tables are plain with spans, pasted from Word with a style on each cell, paragraph and
    run, plain without spans, and pasted from WPS; all but the second carry navigation and script.
    """
    styles = cycle(_PADDING.items())
    return [
        render_page(report, style, Site(padding=padding)).encode()
        for report, (style, padding) in zip(reports, styles, strict=False)
    ]


def _flattened(report: InventedReport) -> bytes:
    lines: list[str] = []
    for block in carriers.blocks_of(report):
        lines += [block.text] if isinstance(block, Line) else [cell.text for cell in block.cells]
    return "\n".join(lines).encode()


def _word(report: InventedReport, office: bool) -> bytes:
    if office:
        return carriers.converted(carriers.article(report, dress="word").encode(), ".html", ".docx")
    return carriers.docx(carriers.blocks_of(report))


def _print(report: InventedReport, office: bool) -> bytes:
    if office:
        page = carriers.article(report).encode()
        return carriers.converted(page, ".html", ".pdf:writer_pdf_Export")
    return paper.pdf(carriers.blocks_of(report))


def _wall(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
