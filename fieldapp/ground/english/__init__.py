"""How English sentences and names of files are written."""
