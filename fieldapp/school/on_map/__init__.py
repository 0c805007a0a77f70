"""The school check on the map of a round: schools by check rate, and by gaps still open."""
