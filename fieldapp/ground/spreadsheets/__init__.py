"""Spreadsheets that come in and go out: cells with their kinds, lines with what is wrong in them, and downloads."""
