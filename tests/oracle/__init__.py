"""An independent judge of the engine: the policy as plain DuckDB SQL."""
