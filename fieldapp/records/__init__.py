"""What an operation is: its kinds, how one is read, judged and folded, and who may say it. Pure."""
