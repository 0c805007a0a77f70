"""The sheet of a class that goes to the clinic and comes back filled in, reviewed line by line before it is saved."""
