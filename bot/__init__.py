"""On Record: a Discord bot that answers who did what, when, and who said what, with its sources."""
