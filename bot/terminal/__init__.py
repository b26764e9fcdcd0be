"""What a person types in a terminal: each command thin."""
