"""Real SQLite files, never mocked."""
