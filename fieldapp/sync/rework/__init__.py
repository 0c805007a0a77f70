"""What is done again over records that are there: judging, counting, replaying the log, erasing a person."""
