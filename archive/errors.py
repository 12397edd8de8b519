"""What can go wrong with an archive, each with a message that says how to mend it."""


class ArchiveError(Exception):
    """The archive cannot be opened or used; the message says what, where and how to mend it."""


class NewerArchiveError(ArchiveError):
    """The archive was made by a newer version of nianbao."""


class SourceBusyError(ArchiveError):
    """Another process is at work on this source."""


class WarcError(ArchiveError):
    """A WARC file does not hold what the archive knows of it; the message names file and offset."""
