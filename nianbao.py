"""The front door: the `nianbao` command, and what notebooks import."""

if __name__ == "__main__":
    from terminal.start import main

    main()

from archive import Archive
from parsers import Report, parse_report
from terminal.app import cli, main

__all__ = ["Archive", "Report", "cli", "main", "parse_report"]
