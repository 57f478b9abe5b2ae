"""Tests of single checks, where an example can not show what is meant."""
