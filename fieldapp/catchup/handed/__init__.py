"""Tables of a catch-up that were handed in: kept as they stood, with who and when, and what is other by now."""
