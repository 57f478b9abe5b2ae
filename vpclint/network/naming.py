"""How names are resolved in a VPC.

Sources: Amazon VPC User Guide, "DNS attributes for your VPC" and "DHCP option sets in Amazon VPC". That SageMaker
refuses a VPC whose option set lacks one of two options is what its error message says.
"""

from collections.abc import Iterator

from msgspec import Struct

from vpclint.algebra.addresses import ALL_IPV4, NO_ADDRESSES, AddressSet, address_text
from vpclint.aws.absence import UnsetType, or_none
from vpclint.aws.ec2 import Vpc
from vpclint.aws.names import AttributeValue, DhcpOptions
from vpclint.network.blocks import read_blocks
from vpclint.state.state import State
from vpclint.state.table import spelled
from vpclint.truth import NO, YES, Fact, Facts, Truth, known, open_for, unknown

AMAZON_PROVIDED = "AmazonProvidedDNS"
DOMAIN_NAME, NAME_SERVERS = "domain-name", "domain-name-servers"
REQUIRED = (DOMAIN_NAME, NAME_SERVERS)
"""The options without which SageMaker refuses to start a job."""

NO_OPTIONS = "default"
"""What DhcpOptionsId says of a VPC that has no option set (Amazon EC2 API Reference, AssociateDhcpOptions)."""

_LINK_LOCAL_RESOLVER = "169.254.169.253"


class Naming(Struct, frozen=True):
    """How names are resolved in one VPC.

    Attributes:
        vpc_id: the VPC.
        support, hostnames: its attributes enableDnsSupport and enableDnsHostnames.
        options_id: the id of its DHCP option set; the VPC's own where it has none.
        complete: the option set holds all options that SageMaker asks for.
        missing: those that it lacks.
        own: instances ask the VPC's own resolver, and no other.
        servers: the name servers that they ask otherwise.
    """

    vpc_id: str
    support: Truth
    hostnames: Truth
    options_id: str
    complete: Truth
    missing: tuple[str, ...]
    own: Truth
    servers: AddressSet = NO_ADDRESSES


def naming_of(state: State, vpc_id: str) -> Naming:
    """How names are resolved in a VPC."""
    attributes = state.vpc_attributes.get(vpc_id)
    support, hostnames = (
        _switch(state, vpc_id, name, getattr(attributes, name) if attributes else None)
        for name in ("enable_dns_support", "enable_dns_hostnames")
    )
    vpc = state.vpcs.get(vpc_id)
    options_id = or_none(vpc.dhcp_options_id) if vpc else None
    if options_id == NO_OPTIONS:
        return Naming(vpc_id, support, hostnames, vpc_id, NO, REQUIRED, YES)
    options = state.dhcp_options.get(options_id) if options_id else None
    if options is None or isinstance(options.dhcp_configurations, UnsetType):
        truth = unknown(_untold(state, vpc_id, vpc, options))
        return Naming(vpc_id, support, hostnames, options_id or vpc_id, truth, (), truth)
    return _told(state, Naming(vpc_id, support, hostnames, options.dhcp_options_id, YES, (), YES), options)


def _switch(state: State, vpc_id: str, name: str, attribute: AttributeValue | UnsetType | None) -> Truth:
    """A switch of a VPC; the two are asked for one by one, so that an export may hold only one of them."""
    if attribute is None or isinstance(attribute, UnsetType) or isinstance(attribute.value, UnsetType):
        table = state.vpc_attributes
        if not table.given:
            return unknown(table.about(table.fact(), vpc_id))
        return unknown(table.fact(vpc_id, spelled(table.kind.record, name)))
    return known(attribute.value)


def _untold(state: State, vpc_id: str, vpc: Vpc | None, options: DhcpOptions | None) -> Fact:
    """What would tell the options of a VPC."""
    if options:
        return state.dhcp_options.fact(options.dhcp_options_id, "DhcpConfigurations")
    if vpc is None:
        return state.vpcs.fact(vpc_id if state.vpcs.given else "")
    if isinstance(vpc.dhcp_options_id, UnsetType):
        return state.vpcs.fact(vpc_id, "DhcpOptionsId")
    return state.dhcp_options.fact(vpc.dhcp_options_id if state.dhcp_options.given else "")


def _told(state: State, naming: Naming, options: DhcpOptions) -> Naming:
    values = dict(_values(options))
    untold = _untold_options(state, options)
    lacking = tuple(name for name in REQUIRED if not values.get(name))
    servers = tuple(each for each in values.get(NAME_SERVERS, ()) if not _is_own(state, naming.vpc_id, each))
    fact = state.dhcp_options.fact(options.dhcp_options_id, NAME_SERVERS)
    blocks = read_blocks(servers, fact)
    own = unknown(blocks) if isinstance(blocks, Fact) else known(not servers)
    if untold and own.is_yes:
        own = open_for(untold)
    return Naming(
        naming.vpc_id,
        naming.support,
        naming.hostnames,
        naming.options_id,
        open_for(untold) if lacking and untold else known(not lacking),
        lacking,
        own,
        NO_ADDRESSES if isinstance(blocks, Fact) else blocks,
    )


def _untold_options(state: State, options: DhcpOptions) -> Facts:
    """What an export leaves out of the options: a key, which may be any, or values of one that is asked for."""
    places = set()
    for index, option in enumerate(or_none(options.dhcp_configurations) or ()):
        place = f"DhcpConfigurations[{index}]"
        if isinstance(option.key, UnsetType):
            places.add(f"{place}.Key")
        elif option.key in REQUIRED and isinstance(option.values, UnsetType):
            places.add(f"{place}.Values")
        elif option.key in REQUIRED and any(isinstance(each.value, UnsetType) for each in or_none(option.values) or ()):
            places.add(f"{place}.Values.Value")
    return frozenset(state.dhcp_options.fact(options.dhcp_options_id, place) for place in places)


def _values(options: DhcpOptions) -> Iterator[tuple[str, tuple[str, ...]]]:
    for option in or_none(options.dhcp_configurations) or ():
        values = (or_none(each.value) for each in or_none(option.values) or ())
        yield str(option.key), tuple(value for value in values if value)


def _is_own(state: State, vpc_id: str, server: str) -> bool:
    """Whether a server is the VPC's own resolver: by its name, at its link-local address, or at the base plus two."""
    vpc = state.vpcs.get(vpc_id)
    text = or_none(vpc.cidr_block) if vpc else None
    block = read_blocks((text,), Fact(""), ALL_IPV4) if text else None
    own = {AMAZON_PROVIDED, _LINK_LOCAL_RESOLVER}
    own |= {address_text(block.first + 2)} if isinstance(block, AddressSet) and block else set()
    return server in own
