"""What capabilities may add to a map drawn by another."""
