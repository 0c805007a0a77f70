"""What the register knows and enumeration does not, and the other way round."""
