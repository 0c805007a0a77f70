"""Where a catch-up is weak: its villages with what is left, in a list and on a map, before it began and now."""
