"""The division tree: areas, their boundaries, local units, and how they change over time."""
