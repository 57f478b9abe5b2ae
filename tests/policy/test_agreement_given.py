"""What is proved of two and three policies together is so of each request, of many of them."""

import pytest

from .test_prove_given import CALLERS, drawn, hold


@pytest.mark.parametrize("callers", CALLERS)
@pytest.mark.parametrize("number", [2, 3])
def test_what_is_proved_of_all_is_so_of_each(callers: str, number: int) -> None:
    for layers in drawn(number, 160):
        hold(layers, CALLERS[callers])
