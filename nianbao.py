"""The front door: the `nianbao` command, and what notebooks import."""

from archive import Archive
from parsers import Report, parse_report
from terminal.app import cli, main

__all__ = ["Archive", "Report", "cli", "main", "parse_report"]

if __name__ == "__main__":
    main()
