"""Rows and reports in the forms that other programs read."""
