"""Telephone numbers and what is said of calls."""
