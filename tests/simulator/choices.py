"""What the changes of random worlds choose from."""

from hypothesis import strategies as st
from worlds import Record

from .working import HOST_BLOCK, HTTPS, VPC_BLOCK

SECOND_BLOCK = "10.1.0.0/27"
PRIVATE_BLOCKS = [
    SECOND_BLOCK,
    VPC_BLOCK,
    "10.0.0.0/25",
    "10.0.0.0/27",
    "10.0.0.0/28",
    "10.0.0.0/30",
    "10.0.0.64/26",
    "10.0.0.133/32",
]
PUBLIC_BLOCKS = ["0.0.0.0/0", "0.0.0.0/1", "52.219.0.0/24", "52.219.0.128/25", "3.5.0.0/25", HOST_BLOCK, "8.8.8.4/30"]
BLOCKS = [*PRIVATE_BLOCKS, *PUBLIC_BLOCKS]
PORTS = [
    None,
    HTTPS,
    (0, 65535),
    (1024, 65535),
    (32768, 60999),
    (32768, 61000),
    (1024, 32767),
    (49152, 65535),
    (80, 443),
]

some_block = st.sampled_from(BLOCKS)
some_ports = st.sampled_from(PORTS)
yes_or_no = st.booleans()


def one(draw: st.DrawFn, records: list[Record]) -> Record:
    return draw(st.sampled_from(records)) if records else {}
