"""The office's words for its records: the first word of the language, another usual one, or the office's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crmdesk import texts
from crmdesk.sales.desk import Desk
from crmdesk.texts import _, _c

KINDS = (
    *("opportunity", "lead", "contact", "company", "pipeline", "stage", "activity", "campaign", "segment"),
    *("product", "quote", "sales_note", "owner"),
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word with its plural; `feminine` for languages where adjectives follow it."""

    one: str
    many: str
    feminine: bool = False

    def new(self) -> str:
        """“New opportunity”, agreeing with the word."""
        template = _c("feminine", "New {word}") if self.feminine else _c("masculine", "New {word}")
        return template.format(word=self.one.lower())


# The usual words by language, the one shipped first.
USUAL: dict[str, dict[str, tuple[Word, ...]]] = {
    "en": {
        "opportunity": (Word("Opportunity", "Opportunities"), Word("Deal", "Deals")),
        "lead": (Word("Lead", "Leads"), Word("Prospect", "Prospects")),
        "contact": (Word("Contact", "Contacts"), Word("Person", "People")),
        "company": (Word("Company", "Companies"), Word("Organisation", "Organisations"), Word("Account", "Accounts")),
        "pipeline": (Word("Pipeline", "Pipelines"), Word("Funnel", "Funnels")),
        "stage": (Word("Stage", "Stages"), Word("Phase", "Phases")),
        "activity": (Word("Activity", "Activities"), Word("Follow-up", "Follow-ups")),
        "campaign": (Word("Campaign", "Campaigns"),),
        "segment": (Word("Segment", "Segments"), Word("Target list", "Target lists")),
        "product": (Word("Product", "Products"), Word("Service", "Services"), Word("Item", "Items")),
        "quote": (Word("Quote", "Quotes"), Word("Estimate", "Estimates"), Word("Proposal", "Proposals")),
        "sales_note": (Word("Sales note", "Sales notes"),),
        "owner": (Word("Owner", "Owners"), Word("Assigned to", "Assigned to")),
    },
    "es": {
        "opportunity": (
            Word("Oportunidad", "Oportunidades", True),
            Word("Trato", "Tratos"),
            Word("Negocio", "Negocios"),
        ),
        "lead": (Word("Iniciativa", "Iniciativas", True), Word("Prospecto", "Prospectos"), Word("Lead", "Leads")),
        "contact": (Word("Contacto", "Contactos"), Word("Persona", "Personas", True)),
        "company": (Word("Empresa", "Empresas", True), Word("Cuenta", "Cuentas", True)),
        "pipeline": (Word("Embudo", "Embudos"), Word("Canal de ventas", "Canales de ventas")),
        "stage": (Word("Etapa", "Etapas", True), Word("Fase", "Fases", True)),
        "activity": (
            Word("Acción", "Acciones", True),
            Word("Acción comercial", "Acciones comerciales", True),
            Word("Seguimiento", "Seguimientos"),
        ),
        "campaign": (Word("Campaña", "Campañas", True),),
        "segment": (Word("Segmento", "Segmentos"), Word("Lista de destinatarios", "Listas de destinatarios", True)),
        "product": (Word("Producto", "Productos"), Word("Servicio", "Servicios"), Word("Artículo", "Artículos")),
        "quote": (
            Word("Cotización", "Cotizaciones", True),
            Word("Presupuesto", "Presupuestos"),
            Word("Propuesta", "Propuestas", True),
        ),
        "sales_note": (Word("Nota de venta", "Notas de venta", True),),
        "owner": (Word("Asignado a", "Asignados a"), Word("Responsable", "Responsables")),
    },
}


def word(desk: Desk, kind: str) -> Word:
    """The office's word for a kind (one of `KINDS`) in the language in use."""
    own: Mapping[str, Any] | None = desk.settings.words.get(f"{texts.language()}.{kind}")
    return Word(own["one"], own["many"], bool(own["feminine"])) if own else usual(kind)[0]


def usual(kind: str) -> tuple[Word, ...]:
    """The usual words for a kind in the language in use, the shipped one first."""
    return USUAL[texts.language()][kind]


def as_setting(kind: str, chosen: Word | None) -> tuple[str, dict[str, Any] | None]:
    """The key and value that the setting ``words`` keeps for a chosen word; None gives the shipped one back."""
    value = {"one": chosen.one, "many": chosen.many, "feminine": chosen.feminine} if chosen else None
    return f"{texts.language()}.{kind}", value


def client() -> str:
    """The word for the company or contact an opportunity is with."""
    return _("Client")
