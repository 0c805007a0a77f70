"""Families told of a catch-up: slips, calls, messages and loudspeaker, sessions with times, who was told how often."""
