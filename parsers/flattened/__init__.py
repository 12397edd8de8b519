"""Find the tables of the forms in flattened text: labels in order, and what is printed between."""
