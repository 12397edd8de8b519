"""The `nianbao` command, and what notebooks import."""

import click

from parsers import Report, parse_report

__all__ = ["Report", "main", "parse_report"]


@click.group()
@click.version_option(package_name="nianbao")
def main() -> None:
    """Crawl, archive and read Chinese government annual reports on information disclosure."""


if __name__ == "__main__":
    main()
