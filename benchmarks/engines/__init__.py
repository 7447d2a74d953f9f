"""bylaws beside the rules engines of the Python package index, on one set of twenty conditions on single events."""
