"""What can go wrong with an archive, each with a message that says how to mend it."""


class ArchiveError(Exception):
    """The archive cannot be opened or used; the message says what, where and how to mend it."""


class NewerArchiveError(ArchiveError):
    """The archive was made by a newer version of nianbao."""


class SourceBusyError(ArchiveError):
    """Another process is at work on this source."""


class UnknownError(ArchiveError, LookupError):
    """There is no such report, version or fact in the archive."""


class WarcError(ArchiveError):
    """A record is not what it was; the message names the file and the byte where it begins."""

    def __init__(self, file: str, offset: int, what: str) -> None:
        super().__init__(f"{file}: the record at byte {offset} {what}")
        self.offset = offset


class TimestampError(ArchiveError):
    """There is no timestamp, or it is not what it should be; `where` names server or file."""

    def __init__(self, where: str, what: str) -> None:
        super().__init__(f"{where}: {what}")
        self.what = what


class ConditionError(ArchiveError):
    """A condition is not understood, or names a fact, level, form or day that there is not."""


class TooEarlyError(ArchiveError):
    """Whether a report is new or has moved will show only when its source has been crawled."""


class WorkerError(ArchiveError):
    """No process can be started that reads documents."""


class MissingLibraryError(ArchiveError):
    """Something needs libraries that come with an extra."""

    def __init__(self, extra: str, what: str) -> None:
        super().__init__(f"{what} needs the extra `{extra}`: pip install 'nianbao[{extra}]'")
