"""Exact set algebra of addresses, ports, protocols and traffic, and the longest-prefix match.

Nothing here knows of AWS resources, and nothing is sampled: every answer holds for every address and every port.
"""
