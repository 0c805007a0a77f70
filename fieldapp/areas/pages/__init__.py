"""Office pages of the division tree, and what they ask and do."""
