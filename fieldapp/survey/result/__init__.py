"""What a survey found: indicators with their uncertainty, in words, tables and plots."""
