"""What is found once in a state is not looked for again, and what a user settles is noted where it counts."""

from worlds import ACL, GROUP, REGION, SUBNET, TABLE, VPC, acl, reread, state_of, world

from vpclint.network.acls import Side
from vpclint.network.analysis import Analysis
from vpclint.network.assumed import Assumed
from vpclint.network.destination import Service
from vpclint.network.security_groups import Direction
from vpclint.truth import YES

from .ways import OTHER, linked


def test_a_question_is_answered_once_whatever_its_answer_is() -> None:
    analysis, asked = reread(world()), []

    def answer(found: object) -> object:
        asked.append(found)
        return found

    for question, found in (("a", 1), ("a", 2), (("a", 1), None), (("a", 1), 3), ("b", 4)):
        analysis.once(question, lambda found=found: answer(found))
    assert asked == [1, None, 4]
    assert [analysis.once(question, lambda: 5) for question in ("a", ("a", 1), "b")] == [1, None, 4]


def test_each_of_a_states_own_resources_is_read_once() -> None:
    analysis = reread(linked())
    state = analysis.state
    subnet, table, listed = state.subnets.get(SUBNET), state.route_tables.get(TABLE), state.network_acls.get(ACL)
    endpoint = state.vpc_endpoints.get(OTHER)
    assert subnet is not None
    assert table is not None
    assert listed is not None
    assert endpoint is not None
    asks = (
        lambda: analysis.table_of(subnet),
        lambda: analysis.routes(table),
        lambda: analysis.service_endpoints(VPC, Service("s3", REGION)),
        lambda: analysis.interfaces(endpoint),
        lambda: analysis.naming(VPC),
        lambda: analysis.acl_of(subnet),
        lambda: analysis.acl_filter(listed, Side.INTO),
        lambda: analysis.acl_filter(listed, Side.OUT_OF),
        lambda: analysis.service_blocks("s3"),
        lambda: analysis.free_addresses(subnet),
        lambda: analysis.permitted((GROUP,), Direction.EGRESS),
        lambda: analysis.permitted((GROUP,), Direction.INGRESS),
    )
    first = [ask() for ask in asks]
    assert all(ask() is found for ask, found in zip(asks, first, strict=True))
    assert len({id(found) for found in first}) == len(asks)


def test_the_answers_are_those_of_the_state() -> None:
    analysis = reread(linked(NetworkAcls=[acl()]))
    [subnet], [listed] = analysis.state.subnets, analysis.state.network_acls
    assert analysis.table_of(subnet).main
    assert analysis.acl_of(subnet).acl == listed
    assert [each.vpc_endpoint_id for each in analysis.service_endpoints(VPC, Service("s3", REGION)).interfaces] == [
        OTHER
    ]
    assert analysis.free_addresses(subnet).most == 200


def test_what_a_user_settles_is_used_once_it_is_asked_about() -> None:
    held = Assumed("path-leaves-the-vpc", "tgw-1", YES, "tested")
    analysis = Analysis(state_of(world()), [held])
    assert (analysis.explains, analysis.used) == (False, set())
    assert analysis.assumed("path-leaves-the-vpc", "tgw-2") is None
    assert analysis.assumed("route-missing", "tgw-1") is None
    assert analysis.used == set()
    assert analysis.assumed("path-leaves-the-vpc", "tgw-1") == held
    assert analysis.used == {held}
