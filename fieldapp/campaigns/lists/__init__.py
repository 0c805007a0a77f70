"""Lists of children from a workbook: read, matched with what is recorded, asked about, written."""
