"""Find the tables of the forms where a page still has them as grids of cells."""
