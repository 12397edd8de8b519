"""The door of the crawler: a source goes in, its captures end up in the archive."""
