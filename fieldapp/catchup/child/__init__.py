"""One child of a catch-up: what it needs, what was done and said, whom to call; where a slip's code leads."""
