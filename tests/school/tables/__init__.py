"""The tables of the school check."""
