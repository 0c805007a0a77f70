"""Who has a gap: the doses a child lacks on a day, by village, household and vaccine."""
