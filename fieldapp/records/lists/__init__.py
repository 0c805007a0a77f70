"""Lists of children: what their cells mean, which recorded child a line is about, and what was chosen. Pure."""
