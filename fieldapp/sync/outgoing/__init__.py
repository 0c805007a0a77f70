"""What phones are sent: packages, changes since a version, the setup, and the exchange that carries them."""
