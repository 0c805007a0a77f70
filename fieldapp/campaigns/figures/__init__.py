"""A round's figures: read from its tallies, made into indicators, kept as they stood when it was closed."""
