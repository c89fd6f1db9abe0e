"""The currencies an office usually counts in, by ISO 4217; any other code can be typed."""

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


def find(text: str) -> list[tuple[str, str]]:
    """(code, name) of the usual currencies whose code or name holds the text."""
    wanted = fold(text)
    named = [(code, str(name)) for code, name in USUAL.items()]
    return [(code, name) for code, name in named if wanted in fold(f"{code} {name}")]


def label(code: str) -> str:
    """The code with its name, where it is a usual one."""
    return f"{code} · {USUAL[code]}" if code in USUAL else code
