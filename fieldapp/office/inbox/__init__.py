"""What waits for a person: operations held, refused or in conflict, what is odd, what nobody described; and mending."""
