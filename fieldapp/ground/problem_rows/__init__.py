"""The rows of the catalogue of problems, by what they are about (`fieldapp.ground.problems`)."""
