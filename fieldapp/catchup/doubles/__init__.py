"""Records of a county that may be one child: found, looked at side by side, joined, parted, or said to be two."""
