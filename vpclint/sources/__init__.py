"""What the user gave, read: one file a format of input. Defects are recorded on what was loaded, nothing is decided."""
