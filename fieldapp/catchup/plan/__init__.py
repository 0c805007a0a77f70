"""A campaign of catch-up: what a county sets, who is meant, what each child needed when it began and has got since."""
