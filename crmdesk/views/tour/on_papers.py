"""The tour of an opportunity's documents and of its conversation."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QMarginsF, QRectF, Qt
from PySide6.QtGui import QFont, QImage, QPageSize, QPainter, QPdfWriter

from crmdesk.models.fold import fold
from crmdesk.sales import choices, documents, involved, lists, messages, office
from crmdesk.sales.desk import Desk
from crmdesk.sales.lists import Condition, ListQuestion
from crmdesk.texts import _
from crmdesk.ui import theme
from crmdesk.ui.palette import Palette
from crmdesk.views.conversation.part import ConversationPart
from crmdesk.views.documents.part import DocumentsPart
from crmdesk.views.tour.hand import click, expect, press, until, write
from crmdesk.views.tour.journey import Journey


def papers(journey: Journey) -> None:
    """Files come to an opportunity; a page and a picture are seen beside the list."""
    page = _opened(journey)
    page.tabs.show_part("documents")
    part = cast(DocumentsPart, page.tabs.part("documents"))
    journey.picture("documents-empty")
    files = _files(journey.folder)
    part.take(list(files))
    until(lambda: len(part.list.lines()) == len(files), "the files are kept")
    offer = next(row for row in documents.of(journey.desk, "opportunity", page.record) if row.name.endswith(".pdf"))
    part.list.clearSelection()
    part.list.select([offer.id], offer.id)
    until(lambda: part.preview.picture.isVisible(), "a page of the offer is seen")
    expect(part.preview.count.text(), "its pages are counted")
    journey.picture("documents")


def conversation(journey: Journey) -> None:
    """A conversation with a name in it, an answer, a pin and a note."""
    page = _opened(journey)
    page.tabs.show_part("messages")
    part = cast(ConversationPart, page.tabs.part("messages"))
    journey.picture("conversation-empty")
    _talk(journey.desk, page.record)
    page.load()
    until(lambda: len(part.stream.cards()) == 4, "what was written is shown")
    write(part.composer.edit, _("Thank you!"))
    part.composer.edit.insertPlainText(
        f" @{_colleague(journey.desk)[1][:2]}"
    )  # a hand that types closes what drops down
    until(lambda: part.composer.edit.popup.isVisible(), "an @ drops down who there is")
    journey.picture("conversation-names")
    press("Return", part.composer.edit.popup)
    expect(_colleague(journey.desk)[1] in part.composer.words(), "Enter writes the name")
    press("Ctrl+Return", part.composer.edit)
    until(lambda: len(part.stream.cards()) == 5, "Ctrl+Enter sends it")
    journey.picture("conversation")
    page.tabs.show_part("timeline")
    journey.picture("timeline-papers")
    click(page.tabs.part("timeline").pills["messages"])
    page.tabs.show_part("main")


def found(journey: Journey) -> None:
    """Ctrl+K, a few words of a message, Enter: the conversation it is in."""
    press("Ctrl+K")
    palette = cast(Palette, journey.find("palette"))
    write(palette.line, fold(_("Delivery is promised for the 18th."))[:12])
    until(lambda: palette.list.model().rowCount(), "the palette finds messages")
    journey.picture("palette-messages")
    press("Return", palette.line)
    page = cast(Any, journey.shown("opportunity-page"))
    until(lambda: page.tabs.current == "messages", "Enter goes to the conversation")
    page.tabs.show_part("main")


def reports(journey: Journey) -> None:
    """Who counts in the negotiation: its people, a partner and a competitor."""
    page = _opened(journey)
    page.tabs.show_part("reports")
    journey.picture("reports-empty")
    desk, sale = journey.desk, page.record
    decider, user = (one[0] for one in lists.pick(desk, "contact", "", 2))
    partner, rival = (one[0] for one in lists.pick(desk, "company", "", 2))
    weak = {"weaknesses": _("delivers in eight weeks"), "strengths": _("cheaper by a tenth")}
    for sort, values in (
        ("reference", {"contact": decider, "role": "decision_maker", "influence": 3, "is_primary": True}),
        ("reference", {"contact": user, "role": "user", "note": _("Asks for training.")}),
        ("partner", {"company": partner, "role": _("Installs it")}),
        ("competitor", {"company": rival, "price": 4_200_000, **weak}),
    ):
        involved.add(desk, sale, sort, values)
    page.load()
    part = page.tabs.part("reports")
    until(lambda: all(section.count.text() != "0" for section in part.sections.values()), "who counts is listed")
    journey.picture("reports")
    page.tabs.show_part("main")


def _opened(journey: Journey) -> Any:
    """The page of a colleague's largest open opportunity."""
    of_colleague = (Condition("state", "=", "open"), Condition("owner", "=", _colleague(journey.desk)[0]))
    asked = ListQuestion(conditions=of_colleague, order="amount", descending=True)
    journey.window.open_record("opportunity", lists.ids(journey.desk, "opportunity", asked)[0])
    return cast(Any, journey.shown("opportunity-page"))


def _colleague(desk: Desk) -> tuple[int, str]:
    """Somebody else who works here."""
    return next((user, name) for user, name in choices.choices("user") if user != desk.user)


def _talk(desk: Desk, record: int) -> None:
    me, (colleague, other) = office.user_name(desk.user), _colleague(desk)
    question = _("They want delivery before the holidays. Can we, @{name}?", name=other)
    answer = _("Yes, if they sign by Friday. @{name}, I put the dates into the offer.", name=me)
    asked = messages.write(desk, "opportunity", record, question).new("message")
    messages.write(Desk(colleague, desk.clock), "opportunity", record, answer, reply_to=asked)
    messages.write(desk, "opportunity", record, _("The buyer leaves in June; ask for his successor."), note=True)
    said = messages.write(desk, "opportunity", record, _("Delivery is promised for the 15th.")).new("message")
    messages.edit(desk, said, _("Delivery is promised for the 18th."))
    messages.pin(desk, said, on=True)


def _files(folder: Path) -> list[Path]:
    """A letter, a picture and a text as people send them."""
    offer, plan, notes = (folder / name for name in (_("offer.pdf"), _("plan.png"), _("notes.txt")))
    _print_offer(offer)
    _draw_plan(plan)
    notes.write_text(_("Called at nine; they compare us with two others.") + "\n", "utf-8")
    return [offer, plan, notes]


def _print_offer(path: Path) -> None:
    writer = QPdfWriter(str(path))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(QMarginsF(20, 20, 20, 20))
    writer.setResolution(96)
    with QPainter(writer) as painter:
        for page in (1, 2):
            painter.setFont(QFont(theme.font().family(), 22))
            painter.drawText(QRectF(0, 40, 600, 60), 0, _("Offer {n}", n=f"2026-00{page}"))
            painter.setFont(QFont(theme.font().family(), 11))
            flags = Qt.TextFlag.TextWordWrap
            painter.drawText(
                QRectF(0, 120, 600, 300), flags, _("Thank you for your interest. We offer you what follows.")
            )
            for line in range(8):
                painter.drawLine(0, 200 + 36 * line, 600, 200 + 36 * line)
            if page == 1:
                writer.newPage()


def _draw_plan(path: Path) -> None:
    image = QImage(900, 600, QImage.Format.Format_RGB32)
    image.fill(theme.color("paper"))
    with QPainter(image) as painter:
        painter.setPen(theme.color("ink"))
        for room in range(5):
            painter.drawRect(60 + 150 * room, 120, 130, 300)
    image.save(str(path))
