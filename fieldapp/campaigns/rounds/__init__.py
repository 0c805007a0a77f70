"""The campaign page of a round: what it shows, what is running, what a supervisor must be told."""
