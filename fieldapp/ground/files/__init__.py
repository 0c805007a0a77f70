"""Files of our own on the disk: archives that are read with care, and what nobody else may read."""
