"""Rows of a page without rules, as the readers of paper see them."""

from parsers.readers.lines import Glyph, rows_of


def rows(columns, *lines):
    """Rows from (top, *texts); each text stands at the left of its column, None leaves it out."""
    return [
        next(
            rows_of(
                Glyph(text, x, top, x + 6 * len(text), top + 12)
                for x, text in zip(columns, texts, strict=False)
                if text
            )
        )
        for top, *texts in lines
    ]
