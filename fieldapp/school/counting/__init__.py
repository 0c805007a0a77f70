"""How the school check is counted: what a child counts for, and what the sync room is given of it."""
