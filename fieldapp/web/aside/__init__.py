"""Work that takes longer than somebody waits: done by a thread of this server, and how far it is."""
