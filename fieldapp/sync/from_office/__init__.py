"""What the office adds to the records: its own operations, foretold in a review, and files that phones handed over."""
