"""People, their roles, areas and phones, and who may do what."""
