"""The front matter of policies that tests write."""

FRONT = """---
policy: acceptable-use
language: 1
provider: Example Voice
version: 2026-01-01
effective: 2026-01-01T00:00:00Z
contact: abuse@example.net
timezone: UTC
---
"""
