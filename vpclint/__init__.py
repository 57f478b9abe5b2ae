"""Decides before deployment whether an Amazon SageMaker Processing job will work inside a VPC, and why not."""

__version__ = "0.1.0"
