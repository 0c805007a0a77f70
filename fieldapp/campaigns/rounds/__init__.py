"""A round's figures: read from its tallies, shown, kept when it closes."""
