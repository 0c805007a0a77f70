"""Interviews as the office reads them: which stands of a household, what of it counts, what is odd about it."""
