"""The children that are listed in the villages of a campaign: how many in each, and who they are."""
