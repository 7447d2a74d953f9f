"""Lists of words and phrases, one sort a file; within a line `|` parts them, and what begins with # is a comment."""
