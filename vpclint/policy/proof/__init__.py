"""Proofs about all requests that policies may see: their parts. `vpclint.policy.prove` and `compare` ask for them."""
