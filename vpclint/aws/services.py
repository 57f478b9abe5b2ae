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

CALLED = {
    "cloudwatch": "monitoring",
    "cloudwatch-logs": "logs",
    "codeartifact": "codeartifact.api",
    "ecr": "ecr.api",
    "efs": "elasticfilesystem",
    "emr": "elasticmapreduce",
    "eventbridge": "events",
    "feature-store": "sagemaker.featurestore-runtime",
    "firehose": "kinesis-firehose",
    "kinesis": "kinesis-streams",
    "sagemaker": "sagemaker.api",
    "sagemaker-runtime": "sagemaker.runtime",
    "secrets-manager": "secretsmanager",
    "stepfunctions": "states",
}
"""What people and SDKs call some services, and the names of their endpoint services."""


_ACTIONS = {
    **dict.fromkeys(("ecr.api", "ecr.dkr"), "ecr"),
    **dict.fromkeys(
        ("sagemaker.api", "sagemaker.runtime", "sagemaker.featurestore-runtime", "sagemaker.metrics"), "sagemaker"
    ),
    **dict.fromkeys(("bedrock", "bedrock-runtime", "bedrock-agent", "bedrock-agent-runtime"), "bedrock"),
    "monitoring": "cloudwatch",
    "kinesis-streams": "kinesis",
    "kinesis-firehose": "firehose",
    "codeartifact.api": "codeartifact",
    "codeartifact.repositories": "codeartifact",
    "git-codecommit": "codecommit",
    **{
        each: each
        for each in (
            *("athena", "dynamodb", "ec2", "elasticfilesystem", "elasticmapreduce", "events", "glue", "kms"),
            *("lakeformation", "lambda", "logs", "rds-data", "redshift-data", "s3", "secretsmanager", "sns", "sqs"),
            *("ssm", "ssmmessages", "ec2messages", "states", "sts"),
        )
    },
}
"""What the actions of some services begin with in policies (Service Authorization Reference)."""


def action_prefix(service: str) -> str:
    """What the actions of an endpoint service begin with in policies; empty where that is not known here."""
    return _ACTIONS.get(service, "")


def _is_whole(service: str) -> bool:
    """Whether it is the whole name of an endpoint service, and not only what comes after the Region."""
    return service.startswith((*(f"{prefix}." for prefix in _PREFIXES), "aws."))


def preferred_name(service: str, region: str) -> str:
    """The name of an endpoint service as it is in most Regions; empty where the Region is not known."""
    if service == "iam" or _is_whole(service):
        return "com.amazonaws.iam" if service == "iam" else service
    if not region:
        return ""
    return f"aws.sagemaker.{region}.{service}" if service in _REVERSED else f"com.amazonaws.{region}.{service}"


def service_names(service: str, region: str) -> frozenset[str]:
    """The names that the endpoint service of an AWS service may have in a Region.

    Args:
        service: its name after the Region, such as `sts` or `ecr.api`, or the whole name.
        region: the Region; empty where it is not known, for which there is no name but a whole one.
    """
    names = {service} if _is_whole(service) else set()
    if region:
        names |= {f"{prefix}.{region}.{service}" for prefix in _PREFIXES}
        names |= {f"aws.api.{region}.{service}"}
        names |= {f"aws.sagemaker.{region}.{service}"} if service in _REVERSED else set()
    names |= {"com.amazonaws.iam"} if service == "iam" else set()
    return frozenset(names)
