"""The buckets that hold the package repositories of Amazon Linux, by Region.

Source: the policy examples of AWS's data perimeter project; the first three are those of the SageMaker guide, "Give
Amazon SageMaker Processing Jobs Access to Resources in Your Amazon VPC".
"""

import re

FORMS = (
    "packages.{region}.{domain}",
    "repo.{region}.{domain}",
    "amazonlinux.{region}.{domain}",
    "amazonlinux-2-repos-{region}",
    "al2023-repos-{region}-de612dc2",
    "al2023-{region}",
)
"""Amazon Linux 1 (two), Amazon Linux 2 as it was and as it is, Amazon Linux 2023 and its live patches."""
_REGION = r"([a-z]{2}[a-z-]*-[a-z]+-[0-9]+|\*)"
_DOMAIN = r"amazonaws\.com(?:\.cn)?"


def _expression(form: str) -> re.Pattern[str]:
    """The ARNs of the objects of a bucket of this form."""
    before, after = map(re.escape, form.replace("{domain}", "DOMAIN").split("{region}"))
    return re.compile(rf"arn:([^:]+):s3:::{before}{_REGION}{after.replace('DOMAIN', _DOMAIN)}/\*")


PRESENT = re.compile(r"(?:amazonlinux-2|al2023)-repos-")
"""What the names of the buckets have that are in use today, but for live patches."""
_STALE = [_expression(form) for form in FORMS[:3]]


def stale_in(resource: str) -> tuple[str, str] | None:
    """The partition and the Region, or `*` for all, of the repository of the guide whose objects a resource means."""
    found = next(filter(None, (form.fullmatch(resource) for form in _STALE)), None)
    return (found[1], found[2]) if found else None


def resources_of(partition: str, region: str) -> tuple[str, ...]:
    """The objects of all repositories of a Region, or of all Regions for `*`, as resources of a policy."""
    domain = "amazonaws.com.cn" if partition == "aws-cn" else "amazonaws.com"
    return tuple(f"arn:{partition}:s3:::{form.format(region=region, domain=domain)}/*" for form in FORMS)
