"""The version of vpclint: a literal, since asking the installed metadata takes longer than a whole run."""

__version__ = "0.1.0"
