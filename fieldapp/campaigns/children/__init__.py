"""The children behind a round's numbers, and those a supervisor must look after."""
