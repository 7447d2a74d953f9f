"""`python -m bylaws` is the command `bylaws`."""

import sys

from bylaws.cli import shell

sys.exit(shell())
