"""Notices home: who is to get which, printed two on a sheet with a slip to return, and found again by their code."""
