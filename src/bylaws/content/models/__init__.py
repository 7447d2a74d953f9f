"""Small models, and what they are asked with. `data/` holds what was trained; `bylaws train` makes it anew."""
