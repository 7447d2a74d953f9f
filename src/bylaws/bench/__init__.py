"""How fast bylaws is and what it takes, measured on the machine at hand: what `bylaws bench` does."""
