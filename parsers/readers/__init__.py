"""The readers: one a carrier, chosen by media type."""
