"""The papers a round hands in: what stands on them (pure), what they are read from, and page, workbook and PDF."""
