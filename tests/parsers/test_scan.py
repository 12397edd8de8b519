import io
import json
from pathlib import Path

import numpy as np
import pytest

from parsers import MissingReaderError, State, UnreadableMediaError, parse_report
from parsers.forms import load_forms
from parsers.report import Fact
from parsers.vouching import vouched

pytest.importorskip("onnxruntime", reason="the extra `ocr` is not installed")
pytest.importorskip("rapidocr", reason="the extra `ocr` is not installed")
image = pytest.importorskip("PIL.Image")

from parsers.readers.bands import bands  # noqa: E402 - it needs Pillow
from parsers.readers.ink import Strip, rules_of, upright  # noqa: E402
from parsers.readers.lattice import Lattice, lattices  # noqa: E402
from parsers.readers.letters import Reading  # noqa: E402
from parsers.readers.scanned import is_doubtful, said_in_cell  # noqa: E402
from parsers.readers.strips import Piece, Seen, apart  # noqa: E402

SCANS = Path(__file__).with_name("scans")
REQUESTS = (SCANS / "requests.png").read_bytes()


def as_pdf(picture):
    buffer = io.BytesIO()
    image.open(io.BytesIO(picture)).convert("L").save(buffer, "PDF", resolution=200, quality=80)
    return buffer.getvalue()


def ruled_page(rows, columns, lean=0.0):
    page = np.full((1400, 1000), 240, np.uint8)
    for number in range(rows + 1):
        page[100 + number * 60 : 102 + number * 60, 100 : 101 + columns * 90] = 90
    for number in range(columns + 1):
        page[100 : 101 + rows * 60, 100 + number * 90 : 102 + number * 90] = 90
    noise = np.random.default_rng(1).normal(0, 8, page.shape)
    dirty = image.fromarray((page + noise).clip(0, 255).astype(np.uint8))
    return dirty.rotate(lean, image.Resampling.BICUBIC, fillcolor=240)


@pytest.mark.parametrize("carrier", [lambda page: page, as_pdf], ids=["picture", "pdf"])
def test_a_scanned_table_is_read_and_no_cell_is_wrong(carrier):
    expected = json.loads((SCANS / "requests.json").read_text("utf-8"))
    report = parse_report(carrier(REQUESTS))
    read = {fact.key: fact.value for fact in report.facts if fact.value is not None}
    assert {key: expected[key] for key in read} == read
    assert len(read) > 160


def on_its_side(picture):
    return picture.transpose(image.Transpose.ROTATE_90)


def on_its_head(picture):
    return picture.transpose(image.Transpose.ROTATE_180)


def sealed(picture):
    colours = picture.convert("RGB")
    seal = image.new("RGB", (420, 420), (215, 25, 25))
    ring = image.new("L", seal.size, 0)
    draw = pytest.importorskip("PIL.ImageDraw").Draw(ring)
    draw.ellipse((10, 10, 410, 410), outline=200, width=14)
    draw.rectangle((60, 190, 360, 220), fill=200)
    colours.paste(seal, (700, 500), ring)
    return colours


@pytest.mark.parametrize("done", [on_its_side, on_its_head, sealed])
def test_a_page_that_was_turned_or_sealed_is_read(done):
    expected = json.loads((SCANS / "requests.json").read_text("utf-8"))
    buffer = io.BytesIO()
    done(image.open(io.BytesIO(REQUESTS))).save(buffer, "PNG")
    facts = parse_report(buffer.getvalue()).facts
    read = {fact.key: fact.value for fact in facts if fact.value is not None}
    assert {key: expected[key] for key in read} == read
    assert len(read) > 150


def test_a_tall_picture_is_cut_along_its_rules_and_nothing_is_left_out():
    page = np.full((5000, 1000), 255, np.uint8)
    rules = range(80, 4900, 70)
    for row in rules:
        page[row : row + 2, 50:950] = 0
        page[row + 30 : row + 50, 100:130] = 0
    parts = [np.asarray(part) for part in bands(image.fromarray(page))]
    assert all(len(part) < 1000 * 1.8 for part in parts)
    cuts = np.cumsum([len(part) - 16 for part in parts[:-1]])
    assert all(min(abs(cut - row) for row in rules) < 12 for cut in cuts)
    assert sum(map(len, parts)) == 5000 + 16 * len(cuts)


@pytest.mark.parametrize(("share", "least"), [(1.0, 0), (0.5, 140)], ids=["whole", "half"])
def test_values_between_which_a_rule_is_overlooked_stayapart(share, least):
    expected = json.loads((SCANS / "requests.json").read_text("utf-8"))
    pixels = np.asarray(upright(image.open(io.BytesIO(REQUESTS)).convert("L"))).copy()
    (table,) = lattices(*rules_of(pixels), tolerance=7)
    rule = round(table.xs[-5])
    rows = slice(0, round(len(pixels) * share))
    pixels[rows, rule - 6 : rule + 7] = np.median(pixels)
    buffer = io.BytesIO()
    image.fromarray(pixels).save(buffer, "PNG")
    facts = {fact.key: fact for fact in parse_report(buffer.getvalue()).facts}
    read = {key: fact.value for key, fact in facts.items() if fact.value is not None}
    assert {key: expected[key] for key in read} == read
    assert len(read) >= least
    assert not [key for key, fact in facts.items() if fact.state is State.BLANK]


def test_tables_of_two_pages_side_by_side_are_not_read():
    table = Lattice((10, 500, 900), (10, 90), (), ())
    beyond = Lattice((1300, 1800, 2200), (10, 90), (), ())
    wide = Lattice((10, 2200), (10, 90), (), ())
    assert apart(Seen((table, beyond), (), 2339, 1654)).tables == ()
    assert apart(Seen((wide,), (), 2339, 1654)).tables == (wide,)
    assert apart(Seen((table,), (), 1654, 2339)).tables == (table,)


@pytest.mark.parametrize("lean", [0, 0.7, -2])
def test_the_rules_of_a_leaning_page_are_found(lean):
    level = np.asarray(upright(ruled_page(5, 8, lean)))
    (table,) = lattices(*rules_of(level), tolerance=7)
    assert (len(table.ys) - 1, len(table.xs) - 1, len(table.regions)) == (5, 8, 40)


@pytest.mark.parametrize(
    ("reading", "marks", "doubtful"),
    [
        (Reading("137", 0.99), 3, False),
        (Reading("137", 0.6), 3, True),
        (Reading("1820451937", 0.99), 11, True),  # a mark more: the decimal point
        (Reading("11", 0.99), 1, False),  # two letters that touch
        (Reading("", 0.0), 1, True),
    ],
)
def test_a_number_that_is_not_certain_is_no_number(reading, marks, doubtful):
    strip = Strip(np.zeros((30, 60), np.uint8), 0, 0, 60, 30, marks)
    assert is_doubtful(strip, reading) is doubtful


@pytest.mark.parametrize(
    ("text", "found"), [("137", "137"), ("-", "-"), (")", "\ufffd"), ("O7", "\ufffd"), ("无", "无")]
)
def test_a_cell_that_holds_a_letter_or_a_sign_is_not_read(text, found):
    strip = Strip(np.zeros((30, 60), np.uint8), 0, 0, 60, 30, 1)
    assert said_in_cell([(Piece(strip, 0, 0), Reading(text, 0.99))], 100) == found


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (REQUESTS[:3000], "picture is damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 500, "picture"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 500, "picture"),
    ],
)
def test_a_damaged_picture_has_a_named_error(content, reason):
    with pytest.raises(UnreadableMediaError, match=reason):
        parse_report(content)


def test_a_picture_with_more_pixels_than_any_page_is_refused():
    buffer = io.BytesIO()
    image.new("1", (9000, 9000)).save(buffer, "PNG")
    with pytest.raises(UnreadableMediaError, match="larger than any page"):
        parse_report(buffer.getvalue())


def test_without_the_extra_a_scan_is_put_off(monkeypatch):
    monkeypatch.setattr("parsers.readers.pictures.find_spec", lambda name: None)
    with pytest.raises(MissingReaderError, match="extra `ocr`"):
        parse_report(as_pdf(REQUESTS))


def row(values, key="litigation_direct"):
    columns = ("upheld", "corrected", "other", "pending", "total")
    return [
        Fact(f"review_litigation.{key}.{column}", value, str(value), "", State.READ)
        for column, value in zip(columns, values, strict=True)
    ]


@pytest.mark.parametrize(
    ("values", "state"), [((1, 2, 0, 0, 3), State.READ), ((1, 2, 0, 0, 8), State.LOST)]
)
def test_a_row_that_its_sum_speaks_against_is_taken_back(values, state):
    tables = [table for form in load_forms() for table in form.tables]
    table = next(table for table in tables if table.id == "review_litigation")
    found = vouched({table: ("litigation_direct",)}, row(values))
    assert {fact.state for fact in found} == {state}
