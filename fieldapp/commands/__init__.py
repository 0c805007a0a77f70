"""The `fieldapp` command: a module for each group of its subcommands. What computes lies below."""
