"""The one way children are looked for by words, wherever a page has a search."""
