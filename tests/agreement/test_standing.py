"""How far departments agree after a round."""

import pandas as pd

from ltv.decisions.agreement.across import NO_LEAN
from ltv.decisions.agreement.positions import Positions
from ltv.decisions.agreement.ranks import Concordance, concordance
from ltv.decisions.agreement.standing import Standing

SAME_ORDER = concordance([[1, 2, 3], [1, 2, 3]])


def stands(*worth: float, round_number: int = 1, order: Concordance = SAME_ORDER) -> Standing:
    """Two departments who say 10 and 10.5, and what the initiative brings if each is right."""
    said = pd.DataFrame({
        "department": ["cs", "it"], "p10": [9.0, 9], "p50": [10.0, 10.5], "p90": [12.0, 12], "reasons": [(), ()],
    })  # fmt: skip
    found = pd.DataFrame({"department": ["cs", "it"], "item": "a", "worth": worth, "low": worth, "high": worth})
    return Standing("a", round_number, [Positions("effect", said)], [], order, order, NO_LEAN, found)


def test_near_estimates_that_both_pay_are_agreement() -> None:
    found = stands(5.0, 6.0)
    assert found.is_agreed
    assert found.stop.agreed


def test_who_differ_on_whether_it_pays_do_not_agree() -> None:
    """One department's estimate makes money and another's loses it: neither near middles nor one order settle that."""
    found = stands(5.0, -6.0)
    assert found.divides
    assert not found.is_agreed
    assert not found.stop.stop
    last = stands(5.0, -6.0, round_number=3).stop
    assert last.stop
    assert not last.agreed


def test_nothing_known_of_worth_divides_nobody() -> None:
    found = stands(5.0, 6.0)
    assert not Standing("b", 1, found.positions, [], SAME_ORDER, SAME_ORDER, NO_LEAN, found.worth).divides
