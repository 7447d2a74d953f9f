"""Everything that can be wrong with a policy: one file each, named as the sentence that should be true.

A file holds the diagnostic's code and words. Where the mistake shows while names and types are resolved, the resolver calls it;
where it can be judged on the whole policy, the file has a `check` of its own, which `bylaws.policy.check` runs.
"""
