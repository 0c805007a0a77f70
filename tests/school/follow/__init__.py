"""Classes and pupils of a school, on their pages."""
