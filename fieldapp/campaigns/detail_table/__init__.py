"""明细表: the wide table of a round, as a page and as a workbook."""
