"""The family `s3`: the path to Amazon S3, by which a job's inputs come and its outputs go.

Names are resolved, then the longest prefix selects one way. Only what stands on that way is a cause.
"""

from vpclint.checks.s3.agreement import s3_endpoint_disagrees
from vpclint.checks.s3.around import s3_bucket_other_region, s3_endpoint_bypassed, s3_global_hostname
from vpclint.checks.s3.endpoint import s3_endpoint_missing, s3_endpoint_not_available, s3_endpoint_not_routed

__all__ = [
    "s3_bucket_other_region",
    "s3_endpoint_bypassed",
    "s3_endpoint_disagrees",
    "s3_endpoint_missing",
    "s3_endpoint_not_available",
    "s3_endpoint_not_routed",
    "s3_global_hostname",
]
