"""The names of the blocks and what each figure means, in the reader's language."""

from __future__ import annotations

from crmdesk.texts import _

LEAST = 5
"""No rate is shown for fewer cases."""


def titles() -> dict[str, str]:
    """The blocks' names."""
    return {
        "open": _("Open opportunities"),
        "won": _("Won opportunities"),
        "average": _("Average won value"),
        "months": _("Revenue per month"),
        "reasons": _("Not won, by reason"),
        "owners": _("Open by user"),
        "funnel": _("Sales funnel"),
    }


def definitions() -> dict[str, str]:
    """What each block counts."""
    few = str(LEAST)
    return {
        "open": _(
            "Everything open now, whatever the days chosen. Weighted: each amount times the probability that counts for"
            " it: its owner's, the learned one, or its stage's."
        ),
        "won": _(
            "Won, with the closing day among the days chosen. The change compares the amount with that of as many days"
            " just before; it is left out when fewer than {few} were won then, or the book does not go back so far.",
            few=few,
        ),
        "average": _(
            "The won amount divided by the number won, both closed among the days chosen; those without a known amount"
            " are left out. Conversion: of the opportunities created among the days chosen, the share won so far; left"
            " out for fewer than {few}. A click on it opens those created.",
            few=few,
        ),
        "months": _(
            "The amounts won, by the month of the closing day. Only the days chosen count, so the first and the last"
            " month may be shorter."
        ),
        "reasons": _(
            "Lost, with the closing day among the days chosen, by the reason given. Win rate: won divided by won and"
            " lost, both closed among the days chosen."
        ),
        "owners": _("What each user has open now, whatever the days chosen, in the colours of the stages."),
        "funnel": _(
            "How many opportunities are open in each stage now, whatever the days chosen. The percentage compares a"
            " stage with the one above it; it is not a conversion."
        ),
    }


def nothing() -> dict[str, str]:
    """What a chart without anything to draw says."""
    return {
        "months": _("Nothing was won in these days. Choose other days above."),
        "reasons": _("Nothing was lost in these days."),
        "owners": _("Nothing is open."),
        "funnel": _("No stages yet. Add them in the settings."),
    }


def spans() -> dict[str, str]:
    """The names of the windows that move with the day."""
    return {
        "365": _("Last 365 days"),
        "month": _("This month"),
        "quarter": _("This quarter"),
        "year": _("This year"),
    }
