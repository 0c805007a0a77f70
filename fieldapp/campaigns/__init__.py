"""What is organised and counted: campaigns, rounds, posts, assignments, visits and their tallies."""
