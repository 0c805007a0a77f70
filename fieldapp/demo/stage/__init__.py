"""What every part of the demo's story stands on: its days, its places, its people, their phones and families."""
