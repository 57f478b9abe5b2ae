"""Settings for all tests."""

import os

from hypothesis import settings

# How long an example takes says nothing about the code on a machine that does other things as well. Where a change is
# let in or not, the examples are the same each time; everywhere else they are new ones.
settings.register_profile("vpclint", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("vpclint")
