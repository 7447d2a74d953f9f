"""Mails: who sent them, and what they are."""
