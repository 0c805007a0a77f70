"""Rosters: pupils brought in from a sheet or typed, matched with children already known, changed, moved up."""
