"""The tables of the school check: read from the tally, shown, printed, handed in, and what changed since."""
