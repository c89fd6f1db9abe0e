"""The field for an amount of money in a currency, typed as the reader's locale writes it."""

from __future__ import annotations

from crmdesk.exchange.formats import Decimals, parse_amount_minor
from crmdesk.models.errors import DomainError
from crmdesk.models.money import MOST_MINOR, exponent
from crmdesk.texts import _
from crmdesk.ui import formats
from crmdesk.ui.fields import Money


class MoneyIn(Money):
    """An editor whose `amount` is minor units of a currency.

    Attributes:
        currency: its code.
    """

    def __init__(self, currency: str) -> None:
        self.currency = currency
        super().__init__(self._read, self.written, sign=formats.symbol(currency))

    def set_currency(self, currency: str) -> None:
        """Let what is typed be of another currency."""
        self.currency = currency
        self.set_sign(formats.symbol(currency))

    def written(self, minor: int) -> str:
        """An amount as it is typed."""
        return formats.plain_money(minor, self.currency)

    def _read(self, text: str) -> int:
        return parse_money(text, self.currency)


def parse_money(text: str, currency: str) -> int:
    """Minor units of what somebody typed.

    Raises:
        ValueError: with a sentence that says what to type.
    """
    decimal = Decimals.COMMA if formats.locale().decimalPoint() == "," else Decimals.POINT
    try:
        minor = parse_amount_minor(text, decimal, exponent(currency))
    except DomainError as problem:
        raise ValueError(str(problem)) from problem
    if minor < 0:
        raise ValueError(_("An amount cannot be negative."))
    if minor > MOST_MINOR:
        raise ValueError(_("This amount is too large."))
    return minor
