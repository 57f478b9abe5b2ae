"""The AWS of these tests: one moto server a process, empty at the begin of each test."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest
from cli.running import put

from fixtures.make_good import moto_server
from live import moto_as_aws
from live.cloud import Cloud
from live.hostile import Hostile, hostile


@pytest.fixture(scope="session")
def moto() -> Iterator[str]:
    """The address of a server on loopback."""
    with moto_server() as url:
        yield url


@pytest.fixture
def cloud(moto: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Cloud:
    """An empty AWS, which every client of boto3 asks, with the credentials of a user who may do anything."""
    urlopen(Request(f"{moto}/moto-api/reset", method="POST")).close()  # noqa: S310 - it is on loopback
    settings = {
        "AWS_ENDPOINT_URL": moto,
        "AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE",
        "AWS_SECRET_ACCESS_KEY": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_CONFIG_FILE": str(tmp_path / "aws-config"),
        "AWS_SHARED_CREDENTIALS_FILE": str(tmp_path / "aws-credentials"),
        "AWS_EC2_METADATA_DISABLED": "true",
        "BOTOCORE_EXPERIMENTAL__PLUGINS": "moto=live.moto_as_aws",
        "NO_PROXY": "*",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_PROFILE", "AWS_SESSION_TOKEN", "MOTO_AS_AWS"):
        monkeypatch.delenv(name, raising=False)
    moto_as_aws.SENT.clear()

    def want(**what: Any) -> None:
        monkeypatch.setenv("MOTO_AS_AWS", json.dumps(what))

    return Cloud(moto, want)


@pytest.fixture
def server(cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hostile]:
    """What boto3 takes for AWS from here on."""
    with hostile(cloud.url) as between:
        monkeypatch.setenv("AWS_ENDPOINT_URL", between.url)
        yield between


@pytest.fixture
def folder(cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The good job, whose VPC is there."""
    monkeypatch.setenv("AWS_ENDPOINT_URL", cloud.url)
    _, job = cloud.good()
    return put(tmp_path, {"job.json": job})


@pytest.fixture
def spoilt(folder: Path, server: Hostile) -> tuple[Path, Hostile]:
    """The good job, and a server that can be told how to answer."""
    return folder, server
