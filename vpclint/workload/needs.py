"""What a job needs of its VPC, derived from its request and the settings."""

from msgspec import Struct

from vpclint.settings import NeedsSettings, Settings
from vpclint.workload.hosts import read_host
from vpclint.workload.job import Job, Transfer

ADDRESSES_PER_INSTANCE = 2
"""Two private addresses an instance (Amazon SageMaker AI Developer Guide, "Give SageMaker Processing Jobs Access to
Resources in Your Amazon VPC")."""

HTTPS = 443


class AddressNeed(Struct, frozen=True, tag=True):
    """Free private addresses in one of the job's subnets: for one job, times the jobs that run at once."""

    instances: int
    concurrent_jobs: int

    def __str__(self) -> str:
        return f"{ADDRESSES_PER_INSTANCE * self.instances * self.concurrent_jobs} addresses"


class InterfaceNeed(Struct, frozen=True, tag=True):
    """The role makes and removes the network interfaces of the job's instances."""

    def __str__(self) -> str:
        return "network interfaces"


class S3Need(Struct, frozen=True, tag=True):
    """Reading or writing objects; without a transfer, S3 as a whole, for a request that can't declare any."""

    transfer: Transfer | None = None

    def __str__(self) -> str:
        if self.transfer is None:
            return "s3"
        action = "s3:GetObject" if self.transfer.direction == "input" else "s3:PutObject"
        uri = self.transfer.uri
        if not uri.bucket:
            return f"{action} {uri.text}"
        return f"{action} s3://{uri.bucket}/{uri.key}{'' if self.transfer.manifest else '*'}"


class PeerNeed(Struct, frozen=True, tag=True):
    """The instances of a distributed job reach each other; encrypted traffic needs more than TCP."""

    encrypted: bool

    def __str__(self) -> str:
        return "encrypted peers" if self.encrypted else "peers"


class InternetNeed(Struct, frozen=True, tag=True):
    """A host by TCP, or addresses that need no name, or every public IPv4 address where neither is given."""

    host: str = ""
    port: int = HTTPS
    cidrs: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.host or ', '.join(self.cidrs) or 'internet'}:{self.port}"


class ServiceNeed(Struct, frozen=True, tag=True):
    """An AWS service, by its name after `com.amazonaws.REGION.`."""

    service: str

    def __str__(self) -> str:
        return f"{self.service}:{HTTPS}"


Need = AddressNeed | InterfaceNeed | S3Need | PeerNeed | InternetNeed | ServiceNeed


def needs_of(job: Job, settings: Settings) -> tuple[Need, ...]:
    """All needs of a job that runs in a VPC, addresses first, each once.

    What the container itself reaches is not needed under network isolation, which takes the network away from it
    while inputs and outputs still move through the VPC (Amazon SageMaker AI Developer Guide, "Run Training and
    Inference Containers in Internet-Free Mode").
    """
    needs: list[Need] = []
    if job.instances is not None:
        needs.append(AddressNeed(job.instances, settings.capacity.concurrent_jobs))
    needs += [S3Need(transfer) for transfer in job.transfers] if job.transfers_given else [S3Need()]
    if job.instances is not None and job.instances > 1:
        needs.append(PeerNeed(job.encryption))
    if job.isolation is False:
        needs += container_needs(settings.needs)
    named = {need if isinstance(need, InternetNeed) else str(need): need for need in reversed(needs)}
    return tuple(named.values())[::-1]


def container_needs(settings: NeedsSettings) -> list[InternetNeed | ServiceNeed]:
    """What the settings say that the container reaches.

    Raises:
        ConfigurationError: what they call a host is none, which a configuration file is told with its place.
    """
    needs: list[InternetNeed | ServiceNeed] = [ServiceNeed(service) for service in settings.services]
    if settings.internet is True:
        return [*needs, InternetNeed()]
    hosts = map(read_host, () if settings.internet is False else settings.internet)
    return needs + [InternetNeed(host.host, host.port, host.cidrs) for host in hosts]
