"""Links and names of hosts."""
