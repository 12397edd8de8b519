"""Join another archive: its captures come in with their provenance, the same capture once."""
