"""The clinic's register of children and doses: an export of the provincial system brought in."""
