"""How a project begins to use vpclint: what there is in it, and what it lacks."""
