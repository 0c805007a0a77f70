"""Groups of a campaign by age: how many the census counts, what share has been reached, who has not yet."""
