"""What a desk does, headless: findings become cases, people and the machine act on them, and what follows goes out."""
