"""Random small worlds, in which routes, endpoints and rules often meet, and jobs in them."""

from hypothesis import strategies as st

from vpclint.settings import Host, NeedsSettings, Settings
from vpclint.workload.job import Job

from .reading import job_of
from .records import (
    GROUP,
    REGION,
    S3_LIST,
    SUBNET,
    Record,
    World,
    association,
    bucket,
    endpoint,
    group,
    managed_list,
    permission,
    prefix_list,
    route,
    s3_list,
    subnet,
    table,
    vpc,
    world,
)

SECOND_SUBNET, SECOND_GROUP, STRANGE_GROUP = "subnet-0000000b", "sg-0000000b", "sg-0000000d"
OTHER_LIST, OTHER_ENDPOINT = "pl-0000000d", "vpce-0000000b"
LOCAL = route("10.0.0.0/16", "local")

targets = st.sampled_from(["igw-1", "nat-1", "tgw-1", "vpce-0000000a", OTHER_ENDPOINT, "vpce-0000000c"])
states = st.sampled_from(["active"] * 4 + ["blackhole", "filtered"])
destinations = st.sampled_from(
    ["0.0.0.0/0", S3_LIST, OTHER_LIST, "52.219.0.0/16", "52.219.0.0/17", "52.219.128.0/17", "8.8.0.0/16", "3.0.0.0/8"]
)
origins = st.sampled_from(["CreateRoute"] * 3 + ["EnableVgwRoutePropagation"])


often = st.sampled_from([True, True, True, False])
TO_S3 = route(S3_LIST, "vpce-0000000a")


@st.composite
def routes(draw: st.DrawFn) -> Record:
    origin, destination = draw(origins), draw(destinations)
    if origin != "CreateRoute" and not destination.startswith("pl-"):
        return route(destination, "vgw-1", draw(states), origin)
    return route(destination, draw(targets), draw(states))


@st.composite
def tables(draw: st.DrawFn) -> list[Record]:
    """The main table, and one of the second subnet's own."""
    several = st.lists(routes(), max_size=2)
    main, own = ([LOCAL, *([TO_S3] if draw(often) else []), *draw(several)] for _ in range(2))
    return [table(*main), table(*own, table_id="rtb-0000000b", associations=[association(SECOND_SUBNET)])]


@st.composite
def endpoints(draw: st.DrawFn) -> list[Record]:
    found = [endpoint(DnsOptions={"PrivateDnsOnlyForInboundResolverEndpoint": False})] if draw(often) else []
    for endpoint_id in ("vpce-0000000a", OTHER_ENDPOINT)[len(found) :]:
        kind = draw(st.sampled_from(["Gateway", "Interface", "GatewayLoadBalancer", None]))
        if kind:
            service = draw(st.sampled_from([f"com.amazonaws.{REGION}.s3"] * 3 + [f"com.amazonaws.{REGION}.sts"]))
            state = draw(st.sampled_from(["available"] * 4 + ["pending", "deleted", "failed"]))
            private = kind == "Interface" and draw(st.booleans())
            inbound = {"PrivateDnsOnlyForInboundResolverEndpoint": draw(st.booleans())}
            found.append(endpoint(endpoint_id, service, kind, state, PrivateDnsEnabled=private, DnsOptions=inbound))
    return found


BLOCKS = ["0.0.0.0/0", "10.0.0.0/16", "10.0.1.0/25", "52.219.0.0/17", "::/0"]
peers = st.lists(
    st.sampled_from([GROUP, SECOND_GROUP, STRANGE_GROUP, S3_LIST, OTHER_LIST, *BLOCKS]),
    max_size=2,
)


@st.composite
def rules(draw: st.DrawFn) -> Record:
    protocol = draw(st.sampled_from(["-1", "-1", "tcp", "tcp", "udp", "50", "icmp"]))
    ports = {
        "tcp": st.sampled_from([(443, 443), (0, 65535), (1024, 65535)]),
        "udp": st.just((500, 500)),
        "icmp": st.just((-1, -1)),
    }
    return permission(protocol, *draw(peers), ports=draw(ports[protocol]) if protocol in ports else None)


@st.composite
def groups(draw: st.DrawFn) -> list[Record]:
    several = st.lists(rules(), max_size=2)
    own, https = permission("-1", GROUP), permission("tcp", S3_LIST, ports=(443, 443))
    found = [
        group(
            each,
            [*([own] if draw(often) else []), *draw(several)],
            [*([own] if draw(often) else []), *([https] if draw(often) else []), *draw(several)],
        )
        for each in (GROUP, SECOND_GROUP)
    ]
    return [*found, group(STRANGE_GROUP)]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    lists = [
        s3_list("52.219.0.0/17", "52.219.128.0/17", "3.5.0.0/16"),
        prefix_list(OTHER_LIST, "other", "52.219.0.0/17"),
    ]
    free = [draw(st.sampled_from([200, 5, 3, 0])) for _ in range(2)]
    offices = managed_list(OTHER_LIST, "offices", "0.0.0.0/1")
    own, managed = draw(st.sampled_from([(lists, []), (lists[:1], []), (lists[:1], [offices])]))  # never at odds
    return world(
        Vpcs=[vpc()],
        Subnets=[subnet(free=free[0]), subnet(SECOND_SUBNET, "10.0.2.0/24", free=free[1])],
        RouteTables=draw(tables()),
        SecurityGroups=draw(groups()),
        VpcEndpoints=draw(endpoints()),
        PrefixLists=own,
        ManagedPrefixLists=managed,
        BucketLocations=[bucket("raw", draw(st.sampled_from([REGION, REGION, "us-east-1"])))],
    )


@st.composite
def jobs(draw: st.DrawFn) -> Job:
    listed = draw(st.sampled_from([(SUBNET,), (SECOND_SUBNET,), (SUBNET, SECOND_SUBNET)]))
    carried = draw(st.sampled_from([(GROUP,), (SECOND_GROUP,), (GROUP, SECOND_GROUP)]))
    return job_of(
        *listed,
        groups=carried,
        instances=draw(st.integers(1, 3)),
        EnableInterContainerTrafficEncryption=draw(st.booleans()),
    )


asked = st.sampled_from(
    [
        Settings(),
        Settings(needs=NeedsSettings(internet=True)),
        Settings(needs=NeedsSettings(internet=(Host("dns.google", 443, ("8.8.8.0/24",)), "example.com:443"))),
    ]
)
