"""The statistics of samples: designs, weights, estimates, intervals, tests, lots and sample sizes. Pure."""
