"""A child whose record is put right in the office."""
