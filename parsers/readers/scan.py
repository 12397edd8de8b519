"""Read pictures of pages: cells are cut along the ruling lines before a letter is read."""

from collections.abc import Iterator
from io import BytesIO

import numpy as np
from PIL import Image, UnidentifiedImageError

from parsers.document import Document
from parsers.errors import UnreadableMediaError
from parsers.readers.bands import TALL, bands
from parsers.readers.letters import read_strips
from parsers.readers.lines import Row
from parsers.readers.pagebreaks import blocks_of
from parsers.readers.paper import MAX_SCANNED, Page, Table
from parsers.readers.scanned import POINT, lines_of, table_of
from parsers.readers.strips import apart, upright_page

_MAX_PIXELS = 60_000_000
# What a page's width should be, upright or lying, so that its letters have the size of DPI.
_WIDTHS = (1654, 2339)
_HIGHEST = 20  # times its width
# How much redder than green and blue a seal is.
_RED = 60
# How many pixels of an eighth's size are red at least where there is a seal.
_SEAL = 60


def read_image(content: bytes) -> Document:
    """Return the lines and tables on a picture of one page, or of several (TIFF).

    Raises:
        UnreadableMediaError: if it is damaged or larger than any page.
        MissingReaderError: if the extra `ocr` is not installed.
    """
    parts = (part for picture in _pages(content) for part in _parts(picture))
    pages = [_read(number, part) for number, part in enumerate(parts, 1)]
    return Document(blocks_of(pages), "scan")


def read_page(number: int, picture: Image.Image) -> Page:
    """Return what a picture of a page says, in points from its top left corner.

    A page that lies on its side, or on its head, is turned first. A cell that can't be read for
    certain holds U+FFFD, which is no number.
    """
    return _read(number, _brought_to_size(picture))


def _pages(content: bytes) -> Iterator[Image.Image]:
    """Yield the pictures in a file, each in the size of pages; the file's own memory is free."""
    count, number = 1, 0
    while number < count:
        try:
            with Image.open(BytesIO(content)) as file:
                count = getattr(file, "n_frames", 1)
                if file.width * file.height > _MAX_PIXELS or count > MAX_SCANNED:
                    raise UnreadableMediaError("the picture is larger than any page of a report")
                file.seek(number)
                page = _brought_to_size(_grey(file))
        except UnidentifiedImageError as error:  # whose words are an object's address in memory
            raise UnreadableMediaError("the picture is damaged: it can't be opened") from error
        except Image.DecompressionBombError as error:
            raise UnreadableMediaError(f"the picture can't be opened: {error}") from error
        except (OSError, SyntaxError, ValueError, EOFError) as error:
            raise UnreadableMediaError(f"the picture is damaged: {error}") from error
        number += 1
        yield page


def _parts(picture: Image.Image) -> Iterator[Image.Image]:
    """Yield the pages that a picture shows one below the other."""
    if picture.height <= TALL * picture.width:
        yield picture
    else:
        yield from bands(picture)


def _grey(picture: Image.Image) -> Image.Image:
    """Return a picture in grey, or in the colours it has, on white."""
    if picture.mode in ("RGBA", "LA", "P", "PA"):
        colours = picture.convert("RGBA")
        white = Image.new("RGBA", colours.size, "white")
        return Image.alpha_composite(white, colours).convert("RGB")
    if picture.mode == "RGB":
        return picture  # a copy would double the largest piece of memory
    return picture.convert("RGB" if picture.mode in ("CMYK", "YCbCr") else "L")


def _brought_to_size(picture: Image.Image) -> Image.Image:
    """Return a picture so wide that its letters have the size they have at 200 dots an inch.

    Raises:
        UnreadableMediaError: if it is higher than any report.
    """
    width = _WIDTHS[picture.width > picture.height]
    height = max(1, round(picture.height * width / picture.width))
    if height > _HIGHEST * width:
        raise UnreadableMediaError("the picture is higher than any report")
    if (factor := picture.width // width) > 1:
        picture = picture.reduce(factor)
    if not 0.9 < picture.width / width < 1.1:
        picture = picture.resize((width, height), Image.Resampling.LANCZOS)
    return picture if picture.mode == "RGB" and _has_red(picture) else picture.convert("L")


def _has_red(picture: Image.Image) -> bool:
    red, green, blue = np.asarray(picture.reduce(8), np.int16).transpose(2, 0, 1)
    return int(np.count_nonzero(red - np.maximum(green, blue) > _RED)) > _SEAL


def _read(number: int, picture: Image.Image) -> Page:
    page = apart(upright_page(number, picture))
    readings = read_strips([piece.strip.pixels for piece in page.pieces])
    said = list(zip(page.pieces, readings, strict=True))
    items: list[Row | Table] = [
        table_of(number, table, [pair for pair in said if pair[0].table == index])
        for index, table in enumerate(page.tables)
    ]
    items += lines_of([pair for pair in said if pair[0].table < 0])
    items.sort(key=lambda item: item.top)
    return Page(number, page.width * POINT, page.height * POINT, tuple(items))
