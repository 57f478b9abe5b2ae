"""What the settings call a host: a name, or addresses, with a port or without one."""

import re

from vpclint.algebra.addresses import AddressSet
from vpclint.aws.partitions import is_region
from vpclint.errors import ConfigurationError
from vpclint.settings import Host
from vpclint.text.escape import quoted

ADDRESSES = re.compile(r"[0-9./]+")
"""What is meant for an address or a block, well or badly spelled, and never for a name."""

NAME_OF_AWS = re.compile(r"(?:^|\.)(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|api\.aws)\.?$", re.IGNORECASE)
"""Where names end that endpoints of a VPC may answer to (botocore: partitions.json)."""


def read_host(given: str | Host) -> Host:
    """A host with its port and blocks; addresses have no name, since none has to be resolved.

    Args:
        given: `example.com`, `example.com:8443`, `10.1.2.3:5432`, `10.1.0.0/16`, or a table.

    Raises:
        ConfigurationError: the port or a block is none, or AWS services answer to the name, which may be reached over
            endpoints of the VPC: such a host needs `cidrs` to be one.
    """
    host = given if isinstance(given, Host) else _split(given)
    if not 1 <= host.port <= 65535:
        raise ConfigurationError(f"the port of {quoted(str(given), 80)} is not one from 1 to 65535")
    if ADDRESSES.fullmatch(host.host):
        host = Host("", host.port, host.cidrs or (host.host,))
    try:
        AddressSet.parse(*host.cidrs)
    except ValueError as error:
        raise ConfigurationError(str(error)) from error
    if NAME_OF_AWS.search(host.host) and not host.cidrs:
        raise ConfigurationError(f"{quoted(host.host, 80)} is a name of AWS: {_service_behind(host.host)}")
    return host


def _split(text: str) -> Host:
    name, colon, port = text.partition(":")
    return Host(name, int(port)) if colon else Host(name)


def _service_behind(host: str) -> str:
    """How to ask for what answers to a name of AWS."""
    from vpclint.aws.service_list import SERVICES  # noqa: PLC0415 - only a wrong host needs it

    labels = [label for label in NAME_OF_AWS.sub("", host.lower()).split(".") if not is_region(label)]
    names = ("s3" if "s3" in labels else "", ".".join(labels), ".".join(reversed(labels)))
    service = next((name for name in names if name in SERVICES), "")
    if service:
        return f"services are needs of their own, needs.services or --need-service {service}"
    return "name its service in needs.services or with --need-service, or give its addresses as cidrs"
