"""What the programs of a host say: the lines of syslog, the journal of systemd, and what is made of them."""
