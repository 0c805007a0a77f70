"""The subcommands of `fieldapp survey` and `fieldapp lots`, and the options they share."""
