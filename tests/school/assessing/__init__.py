"""The answers of a whole class at once."""
