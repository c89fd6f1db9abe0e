"""What the figures of campaigns and sources mean, and how they are written."""

from __future__ import annotations

from crmdesk.sales.campaign_figures import CampaignFigures
from crmdesk.texts import _, _n
from crmdesk.ui import formats

LEAST = 5
"""No rate is shown for fewer cases."""
NONE = "—"


def titles() -> dict[str, str]:
    """The figures' names."""
    return {
        "members": _("Members"),
        "leads": _("Leads"),
        "conversion": _("Conversion"),
        "won": _("Won"),
        "roi": _("Return on cost"),
    }


def definitions() -> dict[str, str]:
    """What each figure counts."""
    few = str(LEAST)
    return {
        "members": _(
            "Everybody the campaign is for. Replied: those who answered, are interested or refused."
            " No rate is shown for fewer than {few}.",
            few=few,
        ),
        "leads": _("The leads that came from this campaign: those that name it."),
        "conversion": _(
            "Of the leads that came from this campaign, the share that was converted; left out for fewer than {few}.",
            few=few,
        ),
        "won": _("The amounts of the opportunities of this campaign that were won, whenever that was."),
        "roi": _(
            "What was won less the cost, divided by the cost. There is none while the cost is unknown or nothing."
        ),
    }


def rate(value: float | None, of: int) -> str:
    """A rate, or a dash where there are too few cases."""
    return NONE if value is None or of < LEAST else formats.percent(value)


def figure_texts(figures: CampaignFigures, currency: str) -> dict[str, tuple[str, str]]:
    """Each tile's figure, and the line under it."""
    replied = _n("{count} replied", "{count} replied", figures.replied, count=formats.number(figures.replied))
    if figures.members >= LEAST:
        replied += f" · {rate(figures.response, figures.members)}"
    won = _n("{count} won", "{count} won", figures.won, count=formats.number(figures.won))
    paid = formats.money(figures.cost, currency)
    cost = _("cost {amount}", amount=paid) if paid else _("cost unknown")
    return {
        "members": (formats.number(figures.members), replied),
        "leads": (formats.number(figures.leads), _converted(figures.converted)),
        "conversion": (rate(figures.conversion, figures.leads), _conversion_note(figures)),
        "won": (formats.money(figures.amount, currency), won),
        "roi": (NONE if figures.roi is None else formats.percent(figures.roi, 0), cost),
    }


def _converted(count: int) -> str:
    return _n("{count} converted", "{count} converted", count, count=formats.number(count))


def _conversion_note(figures: CampaignFigures) -> str:
    if figures.leads < LEAST:
        return _("too few leads for a rate")
    return _("{count} of {whole}", count=formats.number(figures.converted), whole=formats.number(figures.leads))
