"""The host that SDKs ask for in us-east-1, which the good state of another Region can't show."""

import json
from typing import Any

import pytest

import vpclint
from fixtures.edits import apply, parse_edit
from fixtures.examples import good

GLOBAL = "s3.amazonaws.com"
WITHOUT_GATEWAY = [
    {"remove": "state/VpcEndpoints/s3"},
    *({"remove": f"state/RouteTables/{table}/Routes/s3"} for table in ("private", "main", "egress")),
]

NO_POLICIES = [
    {"remove": "state/BucketPolicies"},
    {
        "set": "state/VpcEndpoints/sts/PolicyDocument",
        "to": {"json": {"Statement": {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"}}},
    },
]
"""Nothing stands in the way over the interface endpoint."""


def moved(region: str, *edits: dict[str, Any]) -> list[str]:
    """The good state and job in another Region, where an interface endpoint leads to S3, and these edits."""
    to_s3 = {"set": "state/VpcEndpoints/sts/ServiceName", "to": "com.amazonaws.eu-central-1.s3"}
    documents = apply(good(), [parse_edit(edit) for edit in (to_s3, *NO_POLICIES, *edits)])
    return [json.dumps(document).replace("eu-central-1", region) for document in documents.values()]


@pytest.mark.parametrize(
    ("region", "edits", "asked"),
    [
        ("us-east-1", WITHOUT_GATEWAY, True),
        ("us-east-1", [], False),
        ("us-east-2", WITHOUT_GATEWAY, False),
    ],
    ids=["interface-endpoint-only", "gateway-beside-it", "another-region"],
)
def test_the_global_host_is_warned_of(region: str, edits: list[dict[str, Any]], asked: bool, tmp_path: Any) -> None:  # noqa: FBT001
    files = [tmp_path / f"{index}.json" for index in range(2)]
    for file, text in zip(files, moved(region, *edits), strict=True):
        file.write_text(text, "utf-8")
    report = vpclint.check([str(file) for file in files])
    found = [finding for finding in report.findings if finding.rule == "s3-global-hostname"]
    assert [GLOBAL in finding.message for finding in found] == ([True] if asked else [])
    assert {finding.rule for finding in report.findings} <= {"s3-global-hostname", "endpoint-policy-full-access"}
