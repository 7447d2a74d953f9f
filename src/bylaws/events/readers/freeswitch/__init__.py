"""Logs of FreeSWITCH."""
