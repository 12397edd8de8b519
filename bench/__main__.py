"""Run one bench: `python -m bench NAME [ARGUMENTS]`."""

import sys
from importlib import import_module
from pkgutil import iter_modules

import bench


def main() -> None:
    """Call the `main` of the bench that was named, with the other arguments."""
    names = [found.name for found in iter_modules(bench.__path__) if found.name != "__main__"]
    if len(sys.argv) < 2 or sys.argv[1] not in names:
        sys.exit(f"usage: python -m bench NAME [ARGUMENTS], NAME one of: {', '.join(names)}")
    import_module(f"bench.{sys.argv[1]}").main(sys.argv[2:])


if __name__ == "__main__":
    main()
