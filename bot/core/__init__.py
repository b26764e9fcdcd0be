"""Pure values and decisions: no clock, no chance, no files, no logging, no asyncio."""
