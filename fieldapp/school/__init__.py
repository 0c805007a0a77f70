"""The school check: from the class to the second look. Schools, pupils, checks, notices, and what they add up to."""
