"""From data files to the database: read, check, anchor, verify, load. Knows no HTTP."""
