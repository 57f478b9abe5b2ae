"""The host names by which S3 is asked, of which an interface endpoint serves only the Region's own.

Not served are website endpoints, the global name `s3.amazonaws.com` and names with a dash before the Region (Amazon S3
User Guide, "AWS PrivateLink for Amazon S3"). SDKs still ask for the global name in us-east-1 (botocore 1.43.11).
"""

import re

from msgspec import structs

from vpclint.network.direct import direct_way
from vpclint.network.hops import Cause, Hop, Obstacle, Way
from vpclint.network.journey import Journey
from vpclint.truth import Truth
from vpclint.workload.job import ObjectUri

GLOBAL_REGION, GLOBAL_HOST = "us-east-1", "s3.amazonaws.com"
_UNSERVED = r"(?:^|\.)s3(?:-website[.-][a-z0-9-]+|-[a-z]{2,}(?:-[a-z]+)+-\d+)?\.amazonaws\.[a-z.]+$"


def unserved_host(uri: ObjectUri, region: str) -> str:
    """The host by which the objects of a URI are asked for, if no interface endpoint serves it; else empty."""
    scheme, _, rest = uri.text.partition("://")
    if scheme == "s3":
        return GLOBAL_HOST if region == GLOBAL_REGION else ""
    host = rest.partition("/")[0].partition(":")[0]
    return host if re.search(_UNSERVED, host) else ""


def with_hosts(way: Way, journey: Journey, uri: ObjectUri) -> Way:
    """The way to S3, with a warning where it leads to an interface endpoint only, which does not serve the host."""
    host = unserved_host(uri, journey.state.region)
    if not host or all(hop.kind != "interface-endpoint" for hop in way.common):
        return way
    past = direct_way(journey).truth
    return way if past.is_yes else way.each(lambda hop: _warned(hop, host, past))


def _warned(hop: Hop, host: str, past: Truth) -> Hop:
    if hop.kind != "interface-endpoint":
        return hop
    obstacle = Obstacle(Cause.S3_GLOBAL_HOSTNAME, past, hop.resource, host, mild=True, towards=("S3",))
    return structs.replace(hop, obstacles=(*hop.obstacles, obstacle))
