"""A program as people write it: a Processor of the SageMaker Python SDK, whose session is guarded.

It runs a job in the subnets that stand first among its arguments, and says what became of it.
"""

import json
import sys

import boto3
import sagemaker
from sagemaker.network import NetworkConfig
from sagemaker.processing import ProcessingInput, ProcessingOutput, Processor

import vpclint

given = json.loads(sys.argv[1])
session = boto3.Session()
vpclint.guard(session)
for name in ("bad", "good"):
    processor = Processor(
        role="arn:aws:iam::123456789012:role/ml/processing",
        image_uri="123456789012.dkr.ecr.eu-central-1.amazonaws.com/features:1",
        instance_count=3,
        instance_type="ml.m5.xlarge",
        sagemaker_session=sagemaker.Session(boto_session=session, default_bucket="acme-features"),
        network_config=NetworkConfig(
            encrypt_inter_container_traffic=True, subnets=given[name], security_group_ids=given["groups"]
        ),
    )
    try:
        processor.run(
            job_name=name,
            inputs=[ProcessingInput(source="s3://acme-raw/events/", destination="/opt/ml/processing/input/events")],
            outputs=[
                ProcessingOutput(source="/opt/ml/processing/output/daily", destination="s3://acme-features/daily/")
            ],
            wait=False,
            logs=False,
        )
        print(f"{name}: sent")
    except vpclint.JobBlocked as blocked:
        print(f"{name}: blocked by {', '.join(each.rule for each in blocked.findings)}")
