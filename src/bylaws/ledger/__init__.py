"""Lists of entries that nobody can change unseen. So far: the hash tree and its proofs; no part of the product writes to it yet."""
