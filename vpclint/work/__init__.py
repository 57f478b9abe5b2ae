"""A run as work that can be done anywhere: what is read together, what is judged where, and what comes back."""
