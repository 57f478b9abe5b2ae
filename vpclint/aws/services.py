"""The names of AWS services that VPC endpoints can be made for.

Source: AWS PrivateLink Guide, "AWS services that integrate with AWS PrivateLink".
"""

_REVERSED = frozenset({"notebook", "studio", "experiments", "partner-app"})
"""Services of SageMaker whose names begin with `aws.sagemaker.REGION`."""

_PREFIXES = (
    "com.amazonaws",
    "cn.com.amazonaws",
    "eu.amazonaws",
    "gov.ic.c2s",
    "gov.sgov.sc2s",
    "uk.adc-e.cloud",
    "gov.ic.hci.csp",
)
"""How the names of endpoint services begin; those of some services do otherwise in some partitions."""


def service_names(service: str, region: str) -> frozenset[str]:
    """The names that the endpoint service of an AWS service may have in a Region.

    Args:
        service: its name after the Region, such as `sts` or `ecr.api`, or the whole name.
        region: the Region; empty where it is not known, for which there is no name but a whole one.
    """
    names = {service} if service.startswith((*(f"{prefix}." for prefix in _PREFIXES), "aws.")) else set()
    if region:
        names |= {f"{prefix}.{region}.{service}" for prefix in _PREFIXES}
        names |= {f"aws.api.{region}.{service}"}
        names |= {f"aws.sagemaker.{region}.{service}"} if service in _REVERSED else set()
    names |= {"com.amazonaws.iam"} if service == "iam" else set()
    return frozenset(names)
