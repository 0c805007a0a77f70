"""The batches a campaign's townships received, and the doses that stand apart because of theirs."""
