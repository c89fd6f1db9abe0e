"""Values of fields with a fixed list, by the names people know them by in any language of the program."""

from __future__ import annotations

import gettext
from functools import cache

from crmdesk.exchange.problems import shown
from crmdesk.models.errors import DomainError
from crmdesk.models.fold import words
from crmdesk.resources import resource
from crmdesk.sales.fields import Field
from crmdesk.texts import LANGUAGES, _, msg

_ALSO = {
    "presented": ("sent",),
    "needs review": ("draft",),
    "in review": ("draft",),
    "approved": ("draft",),
    "denied": ("rejected",),
    "declined": ("rejected",),
    "enviado": ("sent",),
    "enviada": ("sent",),
    "aceptado": ("accepted",),
    "rechazado": ("rejected",),
    **dict.fromkeys(("completed", "closed", "held", "yes", "true", "1", "x"), ("done",)),
    **dict.fromkeys(("completada", "completado", "realizada", "hecho", "terminada", "cerrada", "si"), ("done",)),
    **dict.fromkeys(("not started", "in progress", "working", "new", "open", "pending", "scheduled"), ("planned",)),
    **dict.fromkeys(("deferred", "waiting on someone else", "escalated", "no", "false", "0"), ("planned",)),
    **dict.fromkeys(("no iniciada", "en curso", "abierta", "aplazada", "programada"), ("planned",)),
    **dict.fromkeys(("phone call", "llamada telefonica"), ("call",)),
    **dict.fromkeys(("event", "appointment", "visit", "cita", "visita"), ("meeting",)),
    **dict.fromkeys(("mail", "correo electronico"), ("email",)),
    **dict.fromkeys(("to do", "todo", "pendiente"), ("planned", "task")),
}
"""What other programs call the statuses of quotes and activities, and the types of these."""
_RANKS = {
    **dict.fromkeys(("none", "ninguna", "ninguno"), 0),
    **dict.fromkeys(("low", "baja", "bajo"), 1),
    **dict.fromkeys(("normal", "medium", "media", "medio"), 2),
    **dict.fromkeys(("high", "urgent", "alta", "alto", "urgente"), 3),
}
"""Words for stars."""


def parse_choice(text: str, field: Field) -> str:
    """The value that a written name stands for.

    Raises:
        DomainError: it is none of them.
    """
    known = _values(field)
    found = known.get(words(text)) or next((one for one in _ALSO.get(words(text), ()) if one in known.values()), None)
    if found is None:
        names = ", ".join(_("“{text}”", text=label) for label in (field.choices or {}).values())
        raise DomainError(
            msg(
                "“{value}” is not a value of {field}. It can be {names}.",
                value=shown(text),
                field=field.label,
                names=names,
            )
        )
    return found


def parse_rank(text: str) -> int | None:
    """The stars that a word such as “High” stands for; None where it is no such word."""
    return _RANKS.get(words(text))


def _values(field: Field) -> dict[str, str]:
    """Every name of the field's values, folded, to the value."""
    found: dict[str, str] = {}
    for value, label in (field.choices or {}).items():
        for name in (value, label.text, str(label), *(_catalogue(one).gettext(label.text) for one in LANGUAGES)):
            found[words(name)] = value
    return found


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    file = resource("translations", language, "LC_MESSAGES", "crmdesk.mo")
    if not file.exists():
        return gettext.NullTranslations()
    with file.open("rb") as stream:
        return gettext.GNUTranslations(stream)
