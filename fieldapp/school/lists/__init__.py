"""需补种名单: whom a school still has to name to its clinic, the list on paper, and when it was handed to whom."""
