"""The buckets of the package repositories of Amazon Linux: those that a policy names, and those that it has to."""

import re

import pytest

from vpclint.policy.repositories import PRESENT, resources_of, stale_in

ALL = (
    "packages.eu-central-1.amazonaws.com",
    "repo.eu-central-1.amazonaws.com",
    "amazonlinux.eu-central-1.amazonaws.com",
    "amazonlinux-2-repos-eu-central-1",
    "al2023-repos-eu-central-1-de612dc2",
    "al2023-eu-central-1",
)
STALE, CURRENT = ALL[:3], ALL[3:]


def test_a_region_has_six_repositories() -> None:
    assert resources_of("aws", "eu-central-1") == tuple(f"arn:aws:s3:::{each}/*" for each in ALL)


def test_all_regions_have_them() -> None:
    assert resources_of("aws", "*")[0] == "arn:aws:s3:::packages.*.amazonaws.com/*"
    assert resources_of("aws", "*")[-1] == "arn:aws:s3:::al2023-*/*"


@pytest.mark.parametrize(
    ("partition", "region", "bucket"),
    [
        ("aws-cn", "cn-north-1", "repo.cn-north-1.amazonaws.com.cn"),
        ("aws-us-gov", "us-gov-west-1", "repo.us-gov-west-1.amazonaws.com"),
    ],
)
def test_another_partition_has_its_own_domain(partition: str, region: str, bucket: str) -> None:
    assert resources_of(partition, region)[1] == f"arn:{partition}:s3:::{bucket}/*"


@pytest.mark.parametrize("bucket", STALE)
def test_what_the_guide_names_is_stale(bucket: str) -> None:
    assert stale_in(f"arn:aws:s3:::{bucket}/*") == ("aws", "eu-central-1")
    assert stale_in(f"arn:aws:s3:::{bucket.replace('eu-central-1', '*')}/*") == ("aws", "*")
    assert stale_in(f"arn:aws-cn:s3:::{bucket.replace('eu-central-1', 'cn-north-1')}.cn/*") == ("aws-cn", "cn-north-1")
    assert stale_in(f"arn:aws:s3:::{bucket.replace('eu-central-1', 'us-gov-west-1')}/*") == ("aws", "us-gov-west-1")


@pytest.mark.parametrize(
    "resource",
    [
        *(f"arn:aws:s3:::{bucket}/*" for bucket in CURRENT),
        *(f"arn:aws:s3:::{STALE[0]}{end}" for end in ("", "/", "/x", "/*/*", "x/*")),
        *(f"arn:aws:s3:::{bucket.replace('.', 'x', 1)}/*" for bucket in STALE),
        *(f"arn:aws:s3:::{bucket.replace('s.com', 'sxcom')}/*" for bucket in STALE),
        "arn:aws:s3:::packages..amazonaws.com/*",
        "arn:aws:s3:::packages.eu.amazonaws.com/*",
        "arn:aws:s3:::packages.eu-central-1.amazonaws.org/*",
        "arn:aws:s3:::my.packages.eu-central-1.amazonaws.com/*",
        "arn::s3:::packages.eu-central-1.amazonaws.com/*",
        "*",
        "",
    ],
)
def test_nothing_else_is_stale(resource: str) -> None:
    assert stale_in(resource) is None


def test_what_is_in_use_is_known_by_its_name() -> None:
    found = [bucket for bucket in ALL if re.match(PRESENT, bucket)]
    assert found == ["amazonlinux-2-repos-eu-central-1", "al2023-repos-eu-central-1-de612dc2"]
