"""What the policies find in public data that nobody on this project made: `make evaluate` writes docs/reference/real-data.md.

The data are not part of the project; `BYLAWS_DATA` names their folder (default: `../shared/data`). Without them nothing is done.

`inputs` lists what lies there and how it is read, `runs` runs bylaws over it, and four tables are made of that: `attacks` (who was
found, by a truth set down by hand), `files` (every file), `drawn` (findings drawn by lot and looked at; `verdicts.toml` holds what
was seen) and `labels` (single events against the labels that their publishers gave them).
"""
