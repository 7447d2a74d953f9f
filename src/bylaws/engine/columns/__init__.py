"""The columnar executor's parts: facts over whole batches of events at once."""
