"""`data/` becomes a Dataset, or every problem at once, by file, line and record."""
