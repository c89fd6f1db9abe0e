"""The tour of a lead that becomes a client: somebody the office knows already, at a company it knows too."""

from __future__ import annotations

from typing import Any, cast

from crmdesk.sales import conversion, lists
from crmdesk.sales.lists import ListQuestion
from crmdesk.texts import _
from crmdesk.ui.forms import Form
from crmdesk.ui.options import Options
from crmdesk.views.tour.hand import answer, click, expect, press, until, write
from crmdesk.views.tour.journey import Journey


def convert(journey: Journey) -> None:
    """Capture a lead, convert it with what is proposed, see what it became, and take everything back."""
    desk = journey.desk
    contact = _known_contact(journey)
    before = lists.count(desk, "contact", ListQuestion())
    journey.go("leads")
    press("Ctrl+N")
    page = cast(Any, journey.shown("lead-page"))
    form = cast(Form, page.form)
    for name in ("first_name", "last_name", "company", "job_title", "email"):
        write(form.field(name), str(contact[name] or ""))
    write(form.field("notes"), _("Asked for a price for lamps."))
    form.save()
    lead = int(until(lambda: page.record, "the lead is kept"))

    def tell(dialog: Any) -> None:
        expect(dialog.objectName() == "dialog.convert", "converting asks what the lead becomes")
        chosen = cast(Options, dialog.contact.options).value()
        expect(chosen == contact["id"], "the contact with the same e-mail is proposed")
        write(dialog.form.field("title"), _("Lamps for the reading room"))
        journey.picture("convert")
        click(dialog.primary)

    answer(lambda: click(page._head.buttons["convert"]), tell)
    became = until(lambda: conversion.became(desk, lead), "the lead is converted")
    expect(became.contact == (contact["id"], contact["name"]), "it became the contact that was there")
    expect(lists.count(desk, "contact", ListQuestion()) == before, "and no second one")
    journey.picture("converted")
    for _step in range(2):
        press("Ctrl+Z")
    until(lambda: conversion.became(desk, lead) is None, "Ctrl+Z takes the conversion back")


def _known_contact(journey: Journey) -> dict[str, Any]:
    """A contact with an e-mail at a company that has open opportunities."""
    desk = journey.desk
    busy = {
        row["company"]
        for row in lists.rows(desk, "opportunity", lists.ids(desk, "opportunity", ListQuestion()), ["company", "state"])
        if row["state"] == "open"
    }
    rows = lists.rows(desk, "contact", lists.ids(desk, "contact", ListQuestion(order="name")))
    found = next(row for row in rows if row["company"] in busy and row["email"] and row["first_name"])
    return {**found.values, "id": found.id}
