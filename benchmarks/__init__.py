"""How fast bylaws is, measured against plain Python on the same traffic."""
