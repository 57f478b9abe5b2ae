"""Prints how many microseconds it takes to decide which of 1,000 routes carries an address.

    python benchmarks/longest_match.py

It is the function that decides every path, `RouteMap.select`, on a table whose prefixes nest three deep; the best of
several rounds over addresses that differ.
"""

import time

from vpclint.algebra.addresses import AddressSet
from vpclint.aws.ec2 import Route, RouteTable
from vpclint.network.routing import RouteMap
from vpclint.state.state import State

ROUTES, ADDRESSES, ROUNDS = 1000, 1000, 7


def table() -> RouteTable:
    """Routes that AWS calls static: a default, blocks of /16, and in each of them blocks of /20 and /24."""
    blocks = ["0.0.0.0/0"]
    for number in range(ROUTES // 3):
        high, low = divmod(number, 256)
        blocks += [f"{10 + high}.{low}.0.0/16", f"{10 + high}.{low}.16.0/20", f"{10 + high}.{low}.17.0/24"]
    routes = tuple(
        Route(destination_cidr_block=each, transit_gateway_id="tgw-0123456789abcdef0", origin="CreateRoute")
        for each in blocks
    )
    return RouteTable("rtb-0123456789abcdef0", routes=routes)


def main() -> None:
    """Times the look-ups."""
    routes = RouteMap(State({}), table())
    asked = [
        AddressSet.parse(f"{10 + each % 2}.{each % 256}.{16 + each % 3}.{each % 251}") for each in range(ADDRESSES)
    ]
    best = float("inf")
    for _ in range(ROUNDS):
        start = time.process_time()
        for address in asked:
            routes.select(address)
        best = min(best, time.process_time() - start)
    print(f"{best / len(asked) * 1e6:.2f}")


if __name__ == "__main__":
    main()
