"""The texts that are merged with the fields of campaign members: the office's own, and one of each sort that ships."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from crmdesk import texts
from crmdesk.models import journal
from crmdesk.models.campaigns import TEMPLATE_SORTS, Template
from crmdesk.models.errors import FieldProblems, StaleRecordError
from crmdesk.resources import resource
from crmdesk.sales import rules
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import LONG, SHORT
from crmdesk.texts import Message, _, msg

LETTER, LABEL, EMAIL = TEMPLATE_SORTS
MOST_ACROSS, MOST_DOWN = 8, 20
CHANNEL_OF = {LETTER: "letter", LABEL: "letter", EMAIL: "email"}
"""The channel of `consent.CHANNELS` that each sort goes out by."""


@dataclass(frozen=True, slots=True)
class TemplateRow:
    """A template.

    Attributes:
        id: None for the one that ships.
        sort: letter, label or email.
        subject: of an e-mail.
        across, down: how many labels a sheet holds.
    """

    id: int | None
    sort: str
    name: str
    subject: str
    body: str
    across: int = 3
    down: int = 8


def of_sort(sort: str) -> list[TemplateRow]:
    """The office's own templates of a sort by name, and the one that ships."""
    rows: Any = Template.select().where(Template.sort == sort).order_by(Template.name, Template.id)
    own = [TemplateRow(r.id, r.sort, r.name, r.subject or "", r.body, r.across, r.down) for r in rows]
    return [*own, shipped(sort)]


def shipped(sort: str) -> TemplateRow:
    """The template that ships, in the language in use; an e-mail's first line is its subject."""
    text = resource("templates", texts.language(), f"{sort}.txt").read_text("utf-8")
    subject, body = text.split("\n\n", 1) if sort == EMAIL else ("", text)
    return TemplateRow(None, sort, _("Sample"), subject, body)


def keep(desk: Desk, template: TemplateRow) -> Changes:
    """Keep a template: a new one, or one of the office's as it is now.

    Raises:
        FieldProblems: with a sentence beside each field.
        StaleRecordError: it was deleted meanwhile.
    """
    if problems := _problems(template):
        raise FieldProblems(problems)
    values = {
        "name": template.name.strip(), "subject": template.subject.strip() or None, "body": template.body,
        "across": template.across, "down": template.down,
    }  # fmt: skip
    with desk.step(msg("Template “{name}” kept", name=values["name"])) as writing:
        if template.id is None:
            journal.add(Template, sort=template.sort, **values)
        else:
            journal.edit(Template, template.id, **values)
    return writing.changes


def delete(desk: Desk, template: int) -> Changes:
    """Delete one of the office's templates.

    Raises:
        StaleRecordError: it was deleted meanwhile.
    """
    row = Template.get_or_none(Template.id == template)
    if row is None:
        raise StaleRecordError(msg("This template was deleted meanwhile."))
    with desk.step(msg("Template “{name}” deleted", name=row.name)) as writing:
        journal.remove(Template, [template])
    return writing.changes


def _problems(template: TemplateRow) -> dict[str, Message]:
    found: dict[str, Message | None] = {
        "name": rules.text_problem(msg("Name"), template.name, SHORT, lines=False),
        "subject": rules.text_problem(msg("Subject"), template.subject, SHORT, lines=False),
        "body": rules.text_problem(msg("Text"), template.body, LONG),
    }
    if not template.name.strip():
        found["name"] = msg("Give it a name.")
    if not template.body.strip():
        found["body"] = msg("{field} is missing. Fill it in.", field=msg("Text"))
    for name, most in (("across", MOST_ACROSS), ("down", MOST_DOWN)):
        if not 1 <= getattr(template, name) <= most:
            found[name] = msg("A number from 1 to {most}.", most=most)
    return {name: problem for name, problem in found.items() if problem}
