"""What stands in a document or beside it that is not its text: pictures, workbooks, files."""
