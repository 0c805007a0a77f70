"""The class register of the school check (查验登记表): on a page, as workbook and PDF; the teacher's line."""
