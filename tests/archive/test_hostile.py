"""Hostile documents back to back, a good one after each: every one ends, every good one is read."""

from random import Random

import pytest

from archive.intake.workers import Job, Limits, parse_many
from bench import carriers, paper
from demo.invented import invented_reports
from parsers.readers.objects import MAX_OBJECTS
from tests.archive.bombs import BOMBS
from tests.archive.test_workers import GOOD, is_good

# These take seconds to be stopped, or to be made.
SLOW = {
    "attributes.html",
    "nesting.html",
    "nested-tables.html",
    "cells.html",
    "bars.html",
    "labels.txt",
    "lying-charset.html",
    "digits.txt",
    "strokes.pdf",
    "one-path.pdf",
    "ratio.docx",
    "paragraphs.docx",
    "cells.xlsx",
    "parts.zip",
}
NAMED = {
    "attributes.html": "took longer than 5 s",
    "encrypted.pdf": "the PDF is encrypted and needs a password",
    "cut.pdf": "the PDF is damaged: pdfium can't open it",
    "flate.pdf": "needed more than 512 MiB",
    "strokes.pdf": f"a page of the PDF holds over {MAX_OBJECTS} objects",
    "lying.docx": "the zip is damaged: Bad CRC-32 for file 'word/document.xml'",
    "declared.docx": "the zip unfolds to 70 MiB, more than 64",
    "ratio.docx": "the zip is a bomb: a part unfolds more than 200-fold",
    "parts.docx": "the zip holds 5000 parts, more than 2000",
    "corner.xlsx": "needed more than 512 MiB",
    "nested.zip": "the zip holds no document that can be read; "
    "unpack what is packed in it: a.zip/a.zip",
}


def assert_survived(names):
    jobs = (
        job
        for name in names
        for job in (Job(name, BOMBS[name](), name), Job(f"after {name}", GOOD, "a.html"))
    )
    for outcome in parse_many(jobs, workers=2, limits=Limits()):
        if str(outcome.id).startswith("after"):
            assert is_good(outcome), outcome.id
        elif outcome.id in NAMED:
            assert outcome.error == NAMED[outcome.id]
        else:
            assert "bug" not in (outcome.error or ""), (outcome.id, outcome.error)
            assert outcome.error or not [f for f in outcome.report.facts if f.value], outcome.id


def test_thirty_bombs_are_survived():
    names = [name for name in BOMBS if name not in SLOW]
    assert len(names) >= 30
    assert_survived(names)


def test_a_reader_in_rust_that_wants_too_much_memory_at_once_is_named():
    (outcome,) = parse_many([Job("a", BOMBS["corner.xlsx"](), "a.xlsx")], workers=1)
    assert outcome.error == NAMED["corner.xlsx"]


@pytest.mark.hard
def test_slow_bombs_are_survived():
    assert_survived(sorted(SLOW))


def mutations(count):
    """Yield damaged copies of good documents: bytes changed, cut out, doubled, the end missing."""
    random = Random(20210126)
    blocks = carriers.blocks_of(invented_reports(1)[0])
    whole = {
        "a.docx": carriers.docx(blocks),
        "a.xlsx": carriers.xlsx(blocks),
        "a.pdf": paper.pdf(blocks),
        "a.zip": carriers.zipped({"a.docx": carriers.docx(blocks)}),
        "a.html": carriers.article(invented_reports(1)[0]).encode("gb18030", "replace"),
    }
    for number in range(count):
        for name, content in whole.items():
            damaged = bytearray(content)
            for _ in range(random.choice((1, 3, 40))):
                place = random.randrange(max(1, len(damaged)))
                kind = random.randrange(4)
                if kind == 0 and damaged:
                    damaged[place] = random.randrange(256)
                elif kind == 1:
                    del damaged[place : place + random.randrange(1, 50)]
                elif kind == 2:
                    damaged[place:place] = damaged[place : place + random.randrange(1, 500)]
                elif random.random() < 0.1:
                    del damaged[place:]
            yield Job(f"{name} {number}", bytes(damaged), name)


def assert_named(count):
    bugs = [o for o in parse_many(mutations(count)) if "bug" in (o.error or "")]
    assert [(bug.id, bug.error) for bug in bugs] == []


def test_damaged_copies_give_a_report_or_a_named_error():
    assert_named(12)


@pytest.mark.hard
def test_many_damaged_copies_give_a_report_or_a_named_error():
    assert_named(400)
