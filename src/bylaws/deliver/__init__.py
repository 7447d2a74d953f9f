"""What goes out to people: notices and what carries them."""
