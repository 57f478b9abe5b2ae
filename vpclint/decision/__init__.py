"""Job, state and settings become a Case: each need in each subnet answered once, and each root cause settled."""
