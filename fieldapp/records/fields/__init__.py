"""What a field of a record may hold: each check, and its words for the description of the API. Pure."""
