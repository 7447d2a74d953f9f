"""Requests: what their paths and parameters carry."""
