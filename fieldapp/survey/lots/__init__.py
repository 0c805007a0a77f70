"""Quick checks and lots: small samples that decide, and never are a coverage."""
