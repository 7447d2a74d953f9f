"""What a rule can ask of content: one folder for each sort of it.

`port` says what such a function is, `installed` which there are. `bylaws.policy.functions` declares them.
"""
