"""How rounds count: what a child counts for, from which campaigns, and what the sync room is given of it."""
