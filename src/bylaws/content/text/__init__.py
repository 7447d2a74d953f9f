"""Texts: messages, posts, pages."""
