"""The list of services is what the generator writes, and names are put together as AWS does."""

import subprocess
import sys
from pathlib import Path

import pytest

from vpclint.aws.service_list import SERVICES
from vpclint.aws.services import CALLED, preferred_name, service_names

ROOT = Path(__file__).parents[2]


def test_the_list_is_what_the_generator_writes() -> None:
    script = ROOT / "tools" / "generate_service_list.py"
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_people_call_services_is_no_name_and_leads_to_one() -> None:
    assert not CALLED.keys() & SERVICES
    assert set(CALLED.values()) <= SERVICES


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_the_preferred_name_is_one_of_the_service(service: str) -> None:
    assert preferred_name(service, "eu-central-1") in service_names(service, "eu-central-1")


@pytest.mark.parametrize(
    ("service", "region", "name"),
    [
        ("sts", "eu-central-1", "com.amazonaws.eu-central-1.sts"),
        ("studio", "eu-central-1", "aws.sagemaker.eu-central-1.studio"),
        ("iam", "eu-central-1", "com.amazonaws.iam"),
        ("cn.com.amazonaws.cn-north-1.sts", "cn-north-1", "cn.com.amazonaws.cn-north-1.sts"),
        ("sts", "", ""),
    ],
)
def test_a_preferred_name(service: str, region: str, name: str) -> None:
    assert preferred_name(service, region) == name
