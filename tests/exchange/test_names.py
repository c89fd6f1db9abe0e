"""A written name is linked when nothing else could be meant."""

from __future__ import annotations

import pytest

from crmdesk.exchange.names import Likeness, Match, Names, near

KNOWN = [
    (1, "GTX Pro"),
    (2, "GTX Plus Pro"),
    (3, "José Ávila"),
    (4, "MG Special"),
    (5, "mg special"),
    (6, "Twin"),
    (7, "Twin"),
]


@pytest.mark.parametrize(
    ("written", "match"),
    [
        ("GTX Pro", Match("GTX Pro", Likeness.EXACT, 1, "GTX Pro")),
        (" GTX Pro ", Match("GTX Pro", Likeness.EXACT, 1, "GTX Pro")),
        ("GTXPro", Match("GTXPro", Likeness.NEAR, 1, "GTX Pro")),
        ("gtx  plus pro", Match("gtx  plus pro", Likeness.NEAR, 2, "GTX Plus Pro")),
        ("JOSE AVILA", Match("JOSE AVILA", Likeness.NEAR, 3, "José Ávila")),
        ("mg special", Match("mg special", Likeness.EXACT, 5, "mg special")),
        ("MGSpecial", Match("MGSpecial", Likeness.SEVERAL, others=("MG Special", "mg special"))),
        ("Twin", Match("Twin", Likeness.SEVERAL, others=("Twin", "Twin"))),
        ("GTX Prose", Match("GTX Prose", Likeness.NONE)),
        ("", Match("", Likeness.NONE)),
    ],
)
def test_a_name_is_found(written, match):
    assert near(KNOWN, written) == match


def test_a_record_made_meanwhile_is_found():
    names = Names.of([])
    assert names.find("Acme").likeness is Likeness.NONE
    names.add(9, "Acme")
    assert names.find("ACME") == Match("ACME", Likeness.NEAR, 9, "Acme")
