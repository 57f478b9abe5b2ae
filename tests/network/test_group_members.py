"""Who carries a group that a rule names: the interfaces that the state shows with it, and maybe others."""

from worlds import GROUP, group, network_interface, permission, state_of, world

from vpclint.algebra.addresses import AddressSet
from vpclint.network.security_groups import Direction, permitted

OTHER, NEIGHBOUR = "sg-0000000b", "sg-0000000c"


def test_a_rule_for_a_group_is_for_the_interfaces_that_carry_it_and_for_no_neighbour() -> None:
    held = world(
        SecurityGroups=[group(egress=[permission("tcp", OTHER, ports=(443, 443))]), group(OTHER), group(NEIGHBOUR)],
        NetworkInterfaces=[
            network_interface("eni-1", "10.0.1.20", [OTHER]),
            network_interface("eni-2", "10.0.1.21", [NEIGHBOUR]),
            network_interface("eni-3", "10.0.1.22", [NEIGHBOUR, OTHER]),
            network_interface("eni-4", "10.0.1.23"),
        ],
    )
    found = permitted(state_of(held), (GROUP,), Direction.EGRESS, ())
    assert found.certain.destinations() == AddressSet.parse("10.0.1.20", "10.0.1.22")
    (doubt,) = found.doubts
    assert AddressSet.parse("10.0.1.21", "10.0.1.23") <= doubt.traffic.destinations()
    assert doubt.traffic.destinations().isdisjoint(found.certain.destinations())
