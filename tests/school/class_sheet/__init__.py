"""The sheet of a class: out to the clinic and back."""
