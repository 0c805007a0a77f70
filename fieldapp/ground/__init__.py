"""What everything stands on: the clock, the settings, the database, problems, words, and what reads text and files.
Imports nothing of ours but itself."""
