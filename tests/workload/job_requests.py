"""A processing job's request that the API takes, and ways to change it."""

import copy
from typing import Any

Path = tuple[str | int, ...]

GONE = object()
"""What a path is changed to so that nothing is left there."""

ROLE = "arn:aws:iam::111122223333:role/NAME"
ATHENA = {"Catalog": "c", "Database": "d", "QueryString": "q", "OutputS3Uri": "s3://q/", "OutputFormat": "PARQUET"}
REDSHIFT = {
    "ClusterId": "c",
    "Database": "d",
    "DbUser": "u",
    "QueryString": "q",
    "ClusterRoleArn": ROLE,
    "OutputS3Uri": "s3://q/",
    "OutputFormat": "CSV",
}

INPUT, OUTPUT = ("ProcessingInputs", 0), ("ProcessingOutputConfig", "Outputs", 0)
CLUSTER, VPC = ("ProcessingResources", "ClusterConfig"), ("NetworkConfig", "VpcConfig")


def request() -> dict[str, Any]:
    return {
        "ProcessingJobName": "features",
        "RoleArn": "arn:aws:iam::123456789012:role/ml/processing",
        "AppSpecification": {"ImageUri": "123456789012.dkr.ecr.eu-central-1.amazonaws.com/features:1"},
        "ProcessingResources": {
            "ClusterConfig": {"InstanceCount": 2, "InstanceType": "ml.m5.xlarge", "VolumeSizeInGB": 30}
        },
        "NetworkConfig": {"VpcConfig": {"Subnets": ["subnet-0a"], "SecurityGroupIds": ["sg-0a"]}},
        "Environment": {"STAGE": "test"},
        "Tags": [{"Key": "team", "Value": "Größe 1"}],
        "ProcessingInputs": [
            {
                "InputName": "raw",
                "S3Input": {
                    "S3Uri": "s3://raw/events/",
                    "S3DataType": "S3Prefix",
                    "LocalPath": "/opt/ml/processing/raw",
                },
            },
            {"InputName": "query", "DatasetDefinition": {"LocalPath": "/data", "AthenaDatasetDefinition": ATHENA}},
        ],
        "ProcessingOutputConfig": {
            "Outputs": [
                {"OutputName": "out", "S3Output": {"S3Uri": "s3://out/", "S3UploadMode": "EndOfJob"}},
                {"OutputName": "store", "FeatureStoreOutput": {"FeatureGroupName": "fg"}, "AppManaged": True},
            ]
        },
    }


def changed(path: Path, value: object, document: object = None) -> Any:
    """The document, by default the request, with another value at a path, or without it."""
    root = [copy.deepcopy(request() if document is None else document)]
    *holders, last = (0, *path)
    holder: Any = root
    for part in holders:
        holder = holder[part]
    if value is GONE:
        del holder[last]
    else:
        holder[last] = value
    return root[0]
