"""What a page of a portal says to who looks for reports: its links, lists, scripts and files."""
