"""Numbers, money, days and times by the reader's locale."""

from datetime import date, datetime

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QLabel

from crmdesk import texts
from crmdesk.ui import formats
from crmdesk.ui.buttons import label


@pytest.fixture(autouse=True)
def _locale_of_the_language():
    yield
    formats.use(None)


@pytest.mark.parametrize(
    ("name", "currency", "shown"),
    [
        ("es_MX", "MXN", "$ 38,500.50"),
        ("es_ES", "EUR", "38.500,50 €"),
        ("en_US", "USD", "$ 38,500.50"),
        ("es_AR", "ARS", "$ 38.500,50"),
    ],
)
def test_the_sign_stands_where_the_country_writes_it(qapp, name, currency, shown):
    formats.use(QLocale(name))
    assert formats.money(3_850_050, currency, decimals=True) == shown


def test_an_unknown_amount_is_nothing(qapp):
    assert formats.money(None, "EUR") == ""


def test_spanish_writes_days_and_times_in_short(qapp):
    texts.use("es")
    formats.use(QLocale("es_MX"))
    assert formats.day(date(2026, 11, 20), date(2026, 1, 1)) == "20 nov"
    assert formats.long_day(date(2026, 11, 20)) == "viernes 20 de noviembre"
    assert formats.time(datetime(2026, 11, 20, 16, 5)) == "16:05"


@pytest.mark.parametrize(
    ("name", "short", "long"),
    [("en_US", "Nov 20", "Nov 20, 2025"), ("en_GB", "20 Nov", "20 Nov 2025")],
)
def test_english_writes_the_month_where_the_country_does(qapp, name, short, long):
    texts.use("en")
    formats.use(QLocale(name))
    assert formats.day(date(2026, 11, 20), date(2026, 1, 1)) == short
    assert formats.day(date(2025, 11, 20), date(2026, 1, 1)) == long


def test_cents_are_shown_where_there_are_any() -> None:
    formats.use(QLocale("en_US"))
    try:
        assert formats.money(12_500_050, "USD") == "$ 125,000.50"
        assert formats.money(12_500_000, "USD") == "$ 125,000"
        assert formats.money(12_500_050, "USD", decimals=False) == "$ 125,001"
    finally:
        formats.use(None)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("above the budget of $ 20,000.00", "above the budget of $\u00a020,000.00"),
        ("38.500,00 € y 16 % de 300 MXN", "38.500,00\u00a0€ y 16\u00a0% de 300\u00a0MXN"),
        ("between R$ -5 and CHF 12", "between R$\u00a0-5 and CHF\u00a012"),
        ("Ana · 2 calls on 3 days", "Ana · 2 calls on 3 days"),
    ],
)
def test_no_line_ends_inside_an_amount(qapp, text, shown):
    sentence = label(text, wrap=True)
    assert QLabel.text(sentence) == formats.unbroken(text) == shown
    assert sentence.text() == text
