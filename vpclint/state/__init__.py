"""What is known of a VPC: resources by id and by VPC, what is complete, and where each came from."""
