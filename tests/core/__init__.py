"""Values in, a value out: no file, no clock."""
