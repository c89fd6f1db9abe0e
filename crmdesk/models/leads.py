"""How leads are worked: their statuses, and why they are given up."""

from __future__ import annotations

from peewee import BooleanField, Check, IntegerField, TextField

from crmdesk.models.base import Record

OPEN, QUALIFIED = "open", "qualified"
DISQUALIFIED, CONVERTED, NOT_CONVERTED = "disqualified", "converted", "not_converted"
STATUS_KINDS = (OPEN, QUALIFIED, CONVERTED, NOT_CONVERTED, DISQUALIFIED)
GOING = (OPEN, QUALIFIED)
"""The kinds of status in which a lead is worked; the others close it."""


class LeadStatus(Record):
    """Where a lead stands.

    Attributes:
        status_kind: one of `STATUS_KINDS`; those not in `GOING` close the lead.
        colour: the place in the theme's set of stage colours.
    """

    kind = "lead_status"
    name = TextField(unique=True, constraints=[Check("length(name) > 0")])
    place = IntegerField(default=0)
    colour = IntegerField(default=0)
    status_kind = TextField(
        default=OPEN,
        constraints=[Check("status_kind IN ('open', 'qualified', 'disqualified', 'converted', 'not_converted')")],
    )


class LeadReason(Record):
    """Why a lead was given up.  `needs_note` asks for words beside it ("other")."""

    kind = "lead_reason"
    name = TextField(unique=True, constraints=[Check("length(name) > 0")])
    needs_note = BooleanField(default=False)
    place = IntegerField(default=0)
    active = BooleanField(default=True)
