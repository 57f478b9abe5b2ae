"""What the tests of the hooks share: pre-commit installs vpclint once for all of them."""

import os

import pytest

from .repository import Hook, git, locked, source_repository


@pytest.fixture(scope="session")
def hook(tmp_path_factory: pytest.TempPathFactory) -> Hook:
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / "hook"
    shared.mkdir(exist_ok=True)
    repository = shared / "vpclint"
    with locked(shared / "lock"):
        if not repository.exists():
            source_repository(repository)
    return Hook(repository, git(repository, "rev-parse", "HEAD").stdout.strip(), shared / "home")
