"""The same policy over the machines of a Spark cluster: rules are sharded by whom their state is about, and each shard is judged by
the engine as it is. docs/decisions/0015-spark.md says how.
"""
