"""The partition of a Region is told by its name."""

import pytest

from vpclint.aws.partitions import common_partition, partition_of


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("eu-central-1", "aws"),
        ("cn-north-1", "aws-cn"),
        ("us-gov-west-1", "aws-us-gov"),
        ("us-iso-east-1", "aws-iso"),
        ("us-isob-east-1", "aws-iso-b"),
        ("us-isof-south-1", "aws-iso-f"),
        ("eu-isoe-west-1", "aws-iso-e"),
        ("eusc-de-east-1", "aws-eusc"),
        ("", ""),
    ],
)
def test_each_region_is_of_a_partition(region: str, partition: str) -> None:
    assert partition_of(region) == partition


def test_several_regions_share_a_partition_or_none_is_told() -> None:
    assert common_partition(["eu-central-1", "us-east-1"]) == "aws"
    assert common_partition(["eu-central-1", "cn-north-1"]) == ""
    assert common_partition([]) == ""
