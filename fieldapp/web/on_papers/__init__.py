"""Where the papers of capabilities lead."""
