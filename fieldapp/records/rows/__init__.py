"""Rows as records are folded into them: stamps, the rows a batch touches, records that are one child. Pure."""
