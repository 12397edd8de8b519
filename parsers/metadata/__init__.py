"""Who reports on which year, and when and where it was published: lines, boxes, signatures."""
