"""IAM policy documents: what they say, what is wrong with them, and what they decide."""
