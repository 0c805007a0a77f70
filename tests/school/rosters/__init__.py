"""Rosters of schools."""
