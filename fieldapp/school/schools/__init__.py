"""Pages of schools and kindergartens: the list, one school with its classes and people, its form, sheets, settings."""
