"""The tables a survey ends in: estimates, indicators, differences, and the picture of them. Pure."""
