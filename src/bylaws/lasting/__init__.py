"""Answers that outlive their process: every event is on the disk before it is answered, and what follows from all is restored."""
