"""The currencies an office may count in, by ISO 4217, and the usual ones with their names."""

from __future__ import annotations

from crmdesk.models.fold import fold
from crmdesk.texts import Message, msg

USUAL: dict[str, Message] = {
    "EUR": msg("Euro"),
    "USD": msg("US dollar"),
    "MXN": msg("Mexican peso"),
    "ARS": msg("Argentine peso"),
    "BOB": msg("Boliviano"),
    "BRL": msg("Brazilian real"),
    "CAD": msg("Canadian dollar"),
    "CHF": msg("Swiss franc"),
    "CLP": msg("Chilean peso"),
    "COP": msg("Colombian peso"),
    "CRC": msg("Costa Rican colón"),
    "CUP": msg("Cuban peso"),
    "DOP": msg("Dominican peso"),
    "GBP": msg("Pound sterling"),
    "GTQ": msg("Guatemalan quetzal"),
    "HNL": msg("Honduran lempira"),
    "JPY": msg("Japanese yen"),
    "NIO": msg("Nicaraguan córdoba"),
    "PAB": msg("Panamanian balboa"),
    "PEN": msg("Peruvian sol"),
    "PYG": msg("Paraguayan guaraní"),
    "UYU": msg("Uruguayan peso"),
    "VES": msg("Venezuelan bolívar"),
}

_ISO = """
AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF
CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ
GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR
LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN
PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SYP SZL THB TJS
TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
CODES = frozenset(_ISO.split())
"""Legal tender somewhere in 2026, and the unit of account in which contracts are written in Chile."""


def unknown(code: str) -> Message:
    """What is said of letters that are no currency's."""
    return msg("“{value}” is not a currency. Write its three letters, such as EUR or MXN.", value=code)


def find(text: str) -> list[tuple[str, str]]:
    """(code, name) of the usual currencies whose code or name holds the text."""
    wanted = fold(text)
    named = [(code, str(name)) for code, name in USUAL.items()]
    return [(code, name) for code, name in named if wanted in fold(f"{code} {name}")]


def label(code: str) -> str:
    """The code with its name, where it is a usual one."""
    return f"{code} · {USUAL[code]}" if code in USUAL else code
