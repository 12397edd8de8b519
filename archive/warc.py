"""Append an exchange to a WARC file and read it back: the only module that knows warcio."""

import warcio

__all__ = ["warcio"]
