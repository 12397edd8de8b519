"""What a page's text loses at the door: signs that print nothing."""

import pytest

from parsers.normal import normalise


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("公\x00开", "公开"),
        ("\x1b[31m年报", "[31m年报"),
        ("plain\x1b text", "plain text"),
        ("政府\ud800信息", "政府信息"),
        ("\u202e公开\u2066", "公开"),
        ("a\nb", "a\nb"),
        ("a\tb", "a b"),
    ],
)
def test_controls_marks_and_surrogates_go(text, clean):
    assert normalise(text) == clean
