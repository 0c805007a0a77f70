"""What is still open after the check: for a nurse, a clinic, a township, a county, with its deadlines."""
