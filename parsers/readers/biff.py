"""Tell what an old workbook (.xls) shows otherwise than it stores it, from its records."""

import struct
from collections.abc import Iterator, Mapping
from contextlib import suppress
from io import BytesIO

import olefile

from parsers.readers.covers import Cover
from parsers.readers.masks import UNKNOWN, Mask, masks_by_style

# The streams in which Excel 97 and Excel 5 keep a workbook.
_STREAMS = ("Workbook", "Book")
_BOF, _EOF, _SHEET, _FORMAT, _STYLE = 0x809, 0x0A, 0x85, 0x41E, 0xE0
_ROW, _COLUMN, _VIEW = 0x208, 0x7D, 0x23E
_NUMBER, _SMALL, _SMALLS, _FORMULA = 0x203, 0x27E, 0xBD, 0x06
_EXCEL_97 = 0x600
_HIDDEN_ROW, _HIDDEN_COLUMN, _ZEROS = 0x20, 0x01, 0x10
# A formula's result that is no number ends so; of these one is a text of no letter, or nothing.
_NO_NUMBER, _EMPTY = b"\xff\xff", 3
_PLAIN = Mask()

_Record = tuple[int, bytes]
_Number = tuple[int, int, int, float | None]  # row, column, style, value


def covers(content: bytes) -> dict[str, Cover]:
    """Return what is covered on each sheet, by the sheet's name; of other files nothing.

    Raises:
        ValueError: if a record is damaged.
    """
    stream = _workbook(content)
    try:
        return dict(_covers(stream)) if stream else {}
    except (struct.error, IndexError) as error:
        raise ValueError(f"a record of the workbook is damaged: {error}") from error


def _workbook(content: bytes) -> bytes:
    if not content.startswith(olefile.MAGIC):
        return b""
    with suppress(OSError), olefile.OleFileIO(BytesIO(content)) as files:
        for name in _STREAMS:
            if files.exists(name):
                stream: bytes = files.openstream(name).read()
                return stream
    return b""


def _covers(stream: bytes) -> Iterator[tuple[str, Cover]]:
    codes: dict[int, str] = {}
    styles: list[int] = []
    sheets: list[tuple[str, int]] = []
    wide = True
    for kind, data in _records(stream, 0):
        if kind == _BOF:
            wide = struct.unpack_from("<H", data)[0] >= _EXCEL_97
        elif kind == _FORMAT:
            codes[struct.unpack_from("<H", data)[0]] = _text(data[2:], wide=wide, long=True)
        elif kind == _STYLE:
            styles.append(struct.unpack_from("<2xH", data)[0])
        elif kind == _SHEET:
            sheets.append((_text(data[6:], wide=wide), struct.unpack_from("<I", data)[0]))
    masks = masks_by_style(styles, codes)
    for name, start in sheets:
        yield name, _cover(stream, start, masks)


def _cover(stream: bytes, start: int, masks: Mapping[int, Mask]) -> Cover:
    rows, columns, printed = set[int](), set[int](), dict[tuple[int, int], str]()
    plain, numbers = _PLAIN, list[_Number]()
    for kind, data in _records(stream, start):
        if kind == _ROW and data[12] & _HIDDEN_ROW:
            rows.add(struct.unpack_from("<H", data)[0])
        elif kind == _COLUMN and data[8] & _HIDDEN_COLUMN:
            first, last = struct.unpack_from("<2H", data)
            columns.update(range(first, last + 1))
        elif kind == _VIEW and not data[0] & _ZEROS:
            plain = Mask(zero="")
        else:
            numbers += _numbers(kind, data)
    for row, column, style, number in numbers:
        text = UNKNOWN if number is None else masks.get(style, plain).printed(number)
        if text is not None:
            printed[row, column] = text
    return Cover(frozenset(rows), frozenset(columns), printed)


def _numbers(kind: int, data: bytes) -> Iterator[_Number]:
    """Yield the numbers of a record, None for a formula's that no program worked out."""
    if kind == _NUMBER:
        yield struct.unpack_from("<3Hd", data)
    elif kind == _SMALL:
        row, column, style, number = struct.unpack_from("<3HI", data)
        yield row, column, style, _unpacked(number)
    elif kind == _SMALLS:
        row, first = struct.unpack_from("<2H", data)
        for at, (style, number) in enumerate(struct.iter_unpack("<HI", data[4:-2])):
            yield row, first + at, style, _unpacked(number)
    elif kind == _FORMULA:
        row, column, style, number = struct.unpack_from("<3Hd", data)
        if data[12:14] != _NO_NUMBER:
            yield row, column, style, number
        elif data[6] == _EMPTY:
            yield row, column, style, None


def _unpacked(number: int) -> float:
    """Return a number that is kept in 30 bits: a whole one, or the upper half of another."""
    if number & 2:
        value = float((number >> 2) - (1 << 30 if number >> 31 else 0))
    else:
        value = struct.unpack("<d", struct.pack("<Q", (number & ~3) << 32))[0]
    return value / 100 if number & 1 else value


def _records(stream: bytes, start: int) -> Iterator[_Record]:
    """Yield the records of a part of the workbook but for those of the charts within it."""
    depth = 0
    while start + 4 <= len(stream):
        kind, length = struct.unpack_from("<2H", stream, start)
        data = stream[start + 4 : start + 4 + length]
        depth += (kind == _BOF) - (kind == _EOF)
        if depth < 1:
            return
        if depth == 1:
            yield kind, data
        start += 4 + length


def _text(data: bytes, *, wide: bool, long: bool = False) -> str:
    """Return a text with its length before it; Excel 5 knows texts of bytes only."""
    if not wide:
        return data[1 : 1 + data[0]].decode("gbk", errors="replace")
    count, flags = struct.unpack_from("<HB" if long else "<BB", data)
    start, double = 3 if long else 2, flags & 1
    end = start + count * (1 + double)
    return data[start:end].decode("utf-16-le" if double else "latin-1", errors="replace")
