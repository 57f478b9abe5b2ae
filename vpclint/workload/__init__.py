"""A request becomes a Job, and a Job becomes what it needs."""
