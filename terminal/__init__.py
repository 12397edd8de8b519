"""The command line: each command opens a room, calls once, prints."""
