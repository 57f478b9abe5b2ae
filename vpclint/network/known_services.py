"""Whether a service is one that VPC endpoints can be made for, and which one was probably meant."""

from collections.abc import Iterator

from vpclint.aws.absence import UnsetType
from vpclint.aws.services import CALLED, service_names
from vpclint.state.state import State
from vpclint.truth import NO, YES, Fact, Truth, open_for, unknown


def is_known(state: State, service: str) -> Truth:
    """Whether AWS has an endpoint service of this name.

    The shipped list is of one day, and no Region has all of it: it shows that a name is right, never that it is wrong.
    That takes a complete answer of the Region itself, and all endpoints: one may serve what only its owner lists.
    """
    from vpclint.aws.service_list import SERVICES  # noqa: PLC0415 - few jobs name services

    names = service_names(service, state.region)
    served = (each.service_name for each in (*state.vpc_endpoint_services, *state.vpc_endpoints))
    if service in SERVICES or not names.isdisjoint(str(each) for each in served):
        return YES
    gaps = state.vpc_endpoint_services.gaps or state.vpc_endpoints.gaps or frozenset(_unnamed(state))
    if gaps:
        return open_for(gaps)
    return NO if state.region or names else unknown(state.region_fact)


def _unnamed(state: State) -> Iterator[Fact]:
    """What would tell the service of endpoints whose record does not say it."""
    for each in state.vpc_endpoints:
        if isinstance(each.service_name, UnsetType):
            yield state.vpc_endpoints.fact(each.vpc_endpoint_id, "ServiceName")


def suggestion(state: State, service: str) -> str:
    """The service that was probably meant; empty where none comes near."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a wrong name needs it

    from vpclint.aws.service_list import SERVICES  # noqa: PLC0415 - likewise

    if service.lower() in CALLED:
        return CALLED[service.lower()]
    near = get_close_matches(service.lower(), dict.fromkeys((*SERVICES, *_listed(state))), 1)
    return near[0] if near else ""


def _listed(state: State) -> Iterator[str]:
    """The names in the state, after their Region."""
    for each in state.vpc_endpoint_services:
        yield each.service_name.partition(f".{state.region}.")[2] or each.service_name
