"""What a survey is drawn from beside the table of areas: a frame by sheet, households listed, known numbers."""
