"""Undo what a flattening did to the rows of tables, as far as their identities allow."""
