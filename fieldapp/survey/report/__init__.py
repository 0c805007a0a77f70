"""The report of a survey: on Word by a template the county edits, as PDF, every figure that of the page."""
