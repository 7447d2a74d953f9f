"""What tells of people: numbers of cards, accounts and registers, and where they can be reached."""
