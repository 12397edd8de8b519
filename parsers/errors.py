"""What can be wrong with an input, by name, so that a caller can say what to do about it."""


class ParserError(Exception):
    """The document could not be read; the message says why in one sentence."""


class UnreadableMediaError(ParserError):
    """The bytes are no document of a known media type, or a damaged or hostile one."""


class MissingReaderError(ParserError):
    """The media type is known, but its reader is an extra that is not installed."""


class FormError(Exception):
    """A form's data file is wrong; the message names the file, the key and the cure."""
