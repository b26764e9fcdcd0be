"""Everything that is tested; nothing here is shipped."""
