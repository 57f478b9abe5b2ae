"""What came out of a run, for people and for programs: one file a format."""
