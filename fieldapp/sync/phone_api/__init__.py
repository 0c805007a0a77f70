"""The addresses phones speak to, and their description."""
