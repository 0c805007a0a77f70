"""Coverage surveys: what is recorded about people, and the statistics of samples of them."""
