"""Events as columns: JSON lines scanned straight into typed arrays."""
