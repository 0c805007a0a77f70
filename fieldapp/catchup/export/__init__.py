"""Doses given here, given out in the register's own columns since the last time."""
