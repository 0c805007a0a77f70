"""Papers set as PDF by typst, without a browser: fonts, and a template filled with what is said."""
