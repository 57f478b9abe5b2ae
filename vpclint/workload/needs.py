"""What a job needs of its VPC, derived from its request and the settings."""

from msgspec import Struct

from vpclint.algebra.addresses import AddressSet
from vpclint.algebra.ports import PortSet
from vpclint.errors import ConfigurationError
from vpclint.settings import Host, NeedsSettings, Settings
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
        return f"{action} s3://{uri.bucket}/{uri.key}*"


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


Need = AddressNeed | S3Need | PeerNeed | InternetNeed | ServiceNeed


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
    """What the settings say that the container reaches."""
    needs: list[InternetNeed | ServiceNeed] = [ServiceNeed(service) for service in settings.services]
    if settings.internet is True:
        return [*needs, InternetNeed()]
    hosts = () if settings.internet is False else settings.internet
    return needs + [_internet_need(host) for host in hosts]


def _internet_need(host: str | Host) -> InternetNeed:
    """A host as a need.

    Raises:
        ConfigurationError: its port or one of its blocks is none, which a configuration file is told with its place.
    """
    if isinstance(host, Host):
        need = InternetNeed(host.host, host.port, host.cidrs)
    else:
        name, _, port = host.partition(":")
        need = InternetNeed(name, int(port) if port.isdecimal() else HTTPS)
    try:
        PortSet.single(need.port)
        AddressSet.parse(*need.cidrs)
    except ValueError as error:
        raise ConfigurationError(f"{need.host}: {error}") from error
    if need.port == 0:
        raise ConfigurationError(f"{need.host}: 0 is no port")
    return need
