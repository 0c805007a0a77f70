"""Large registers looked at while a page says how far that is."""
