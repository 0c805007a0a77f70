"""The version of the program, which phones and backups are told."""

__version__ = "0.1.0"
