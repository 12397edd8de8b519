"""Simulated portals on loopback: `python -m demo`, `running_portals` for a program of its own."""

from demo.running import Expected, Running, running_portals, truth

__all__ = ["Expected", "Running", "running_portals", "truth"]
