"""Read what was captured: parsers in processes of their own, and what they say as rows."""
