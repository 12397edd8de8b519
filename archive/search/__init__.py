"""Find reports by any text: an index of characters, and the check against the text itself."""
