"""What a rule can ask of stored files."""
