"""The office's own pages: overview, inbox, phones, codes, audit, erasure, the schedule as it is read."""
