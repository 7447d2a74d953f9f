"""What was taken in, record by record, sealed and on the disk before anybody is told; and snapshots of what followed from it.

Records and snapshots are bytes here: what they mean is known above.
"""
