"""The door of the archive: captures and reports go in, rows and hits come out."""

from archive.capture import Capture, Headers, Kind, Known, Lease, Link, Verdict

__all__ = ["Capture", "Headers", "Kind", "Known", "Lease", "Link", "Verdict"]
