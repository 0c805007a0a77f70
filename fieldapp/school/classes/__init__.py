"""Classes and pupils: who is in a class, what became of each check, what is left to do."""
