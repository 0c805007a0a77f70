"""Catch-up (查漏补种): from the clinic's register to the last missing dose."""
