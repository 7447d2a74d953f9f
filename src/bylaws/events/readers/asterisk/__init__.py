"""Logs of Asterisk."""
