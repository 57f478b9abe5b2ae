"""Pure questions that are asked of a state: filters, routing, endpoints, capacity, and the path that they make."""
