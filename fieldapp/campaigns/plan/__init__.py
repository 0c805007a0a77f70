"""Planning a campaign: its document, rounds, posts, and who has which village."""
