"""What a person is told about a step, and how to answer it."""
