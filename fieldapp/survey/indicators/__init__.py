"""Coverage indicators: what one child's record says, and which questions are asked of a table of children. Pure."""
