"""Every action and every question of `sales` as every shipped role, against a table of what each of them needs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from crmdesk.models import book, journal
from crmdesk.models.activities import Activity
from crmdesk.models.database import writing
from crmdesk.models.errors import DomainError, NotAllowedError
from crmdesk.models.messages import Message
from crmdesk.models.people import Role
from crmdesk.sales import office, records, rights, roles, undoing
from crmdesk.sales.desk import Clock, Desk
from crmdesk.sales.fields import TABLES
from crmdesk.sales.rights import ADD, ALL, CHANGE, DELETE, IMPORT, NONE, OWN, SEE
from crmdesk.texts import msg
from tests.book_fixture import put_book, whole_book
from tests.sales.office import Office
from tests.sales.test_every_action import ACTIONS, START, Hand, furnish
from tests.sales.test_every_question import QUESTIONS, WORD, Half

LISTS = ("source", "reason", "user", "team", "role")
NAMED = ("company", "contact", "lead", "product")
MEMBERS = ("campaign", "lead", "contact", "company")
EVERY = (*NAMED, "opportunity")
OWNING = ("company", "contact", "lead", "opportunity")

NEEDS: dict[str, tuple[str, tuple[str, ...]]] = {
    "activities.change": (CHANGE, ("activity",)),
    "activities.done": (CHANGE, ("activity",)),
    "activities.open_again": (CHANGE, ("activity",)),
    "activities.plan": (ADD, ("activity",)),
    "activities.snooze": (CHANGE, ("activity",)),
    "activities.trash": (DELETE, ("activity",)),
    "activities.move": (CHANGE, ("activity",)),
    "activities.assign": (CHANGE, ("activity",)),
    "activity_board.put": (CHANGE, ("activity",)),
    "activity_types.add": (CHANGE, ("activity_type",)),
    "activity_types.change": (CHANGE, ("activity_type",)),
    "activity_types.delete": (CHANGE, ("activity_type",)),
    "activity_types.reorder": (CHANGE, ("activity_type",)),
    "affiliations.add": (CHANGE, ("contact",)),
    "affiliations.change": (CHANGE, ("contact",)),
    "affiliations.remove": (CHANGE, ("contact",)),
    "bulk.change_tags": (CHANGE, ("company",)),
    "campaigns.add_members": (CHANGE, MEMBERS[1:]),
    "campaigns.add_segment": (CHANGE, MEMBERS[1:]),
    "campaigns.remove_members": (CHANGE, MEMBERS[1:]),  # he must see who it is
    "campaigns.set_status": (CHANGE, MEMBERS[1:]),
    "chances.go_by": (CHANGE, ("opportunity",)),
    "closing.close": (CHANGE, ("opportunity",)),
    "closing.reopen": (CHANGE, ("opportunity",)),
    "holding.hold": (CHANGE, ("opportunity",)),
    "holding.release": (CHANGE, ("opportunity",)),
    "involved.add": (CHANGE, ("opportunity",)),
    "involved.change": (CHANGE, ("opportunity",)),
    "involved.remove": (CHANGE, ("opportunity",)),
    "conversion.convert": (CHANGE, ("lead",)),
    "conversion.convert_all": (CHANGE, ("lead",)),
    "conversion.take_back": (CHANGE, ("lead",)),
    "custom_fields.add": (CHANGE, ("custom_field",)),
    "custom_fields.add_choice": (CHANGE, ("custom_field",)),
    "custom_fields.change": (CHANGE, ("custom_field",)),
    "custom_fields.delete": (CHANGE, ("custom_field",)),
    "custom_fields.delete_choice": (CHANGE, ("custom_field",)),
    "custom_fields.rename_choice": (CHANGE, ("custom_field",)),
    "custom_fields.reorder": (CHANGE, ("custom_field",)),
    "custom_fields.reorder_choices": (CHANGE, ("custom_field",)),
    "documents.add": (CHANGE, OWNING),
    "documents.add_version": (CHANGE, OWNING),
    "documents.remove": (CHANGE, OWNING),
    "documents.rename": (CHANGE, OWNING),
    "everyone.change_tags": (CHANGE, MEMBERS[1:]),
    "everyone.restore": (DELETE, MEMBERS[1:]),
    "everyone.save_all": (CHANGE, MEMBERS[1:]),
    "everyone.trash": (DELETE, MEMBERS[1:]),
    "importing.commit": (IMPORT, ("opportunity",)),
    "lead_statuses.add": (CHANGE, ("lead_status",)),
    "lead_statuses.change": (CHANGE, ("lead_status",)),
    "lead_statuses.delete": (CHANGE, ("lead_status",)),
    "lead_statuses.reorder": (CHANGE, ("lead_status",)),
    "leads.add": (ADD, ("lead",)),
    "leads.move": (CHANGE, ("lead",)),
    "leads.reopen": (CHANGE, ("lead",)),
    "leads.save": (CHANGE, ("lead",)),
    "leads.save_all": (CHANGE, ("lead",)),
    "messages.edit": (CHANGE, OWNING),
    "messages.pin": (CHANGE, OWNING),
    "messages.remove": (CHANGE, OWNING),
    "messages.write": (CHANGE, OWNING),
    "lines.add": (CHANGE, ("opportunity", "quote")),
    "lines.change": (CHANGE, ("opportunity", "quote")),
    "lines.follow": (CHANGE, ("opportunity",)),
    "lines.remove": (CHANGE, ("opportunity", "quote")),
    "lines.reorder": (CHANGE, ("opportunity", "quote")),
    "office.add_value": (ADD, LISTS),
    "office.delete_value": (DELETE, LISTS),
    "office.reorder": (CHANGE, ("reason",)),
    "office.save_value": (CHANGE, ("source",)),
    "opportunities.add": (ADD, ("opportunity",)),
    "opportunities.add_for_client": (ADD, ("opportunity",)),
    "opportunities.assign": (CHANGE, ("opportunity",)),
    "opportunities.expect": (CHANGE, ("opportunity",)),
    "opportunities.save": (CHANGE, ("opportunity",)),
    "opportunities.save_all": (CHANGE, ("opportunity",)),
    "papers.change": (CHANGE, ("setting",)),
    "papers.keep_template": (CHANGE, ("setting",)),
    "pictures.put": (CHANGE, MEMBERS[1:]),
    "pictures.remove": (CHANGE, MEMBERS[1:]),
    "pipeline.move": (CHANGE, ("opportunity",)),
    "pipeline.place": (CHANGE, ("opportunity",)),
    **{
        f"playbooks.{name}": (CHANGE, ("playbook",))
        for name in ("add", "add_step", "change_step", "delete", "delete_step", "rename", "reorder", "reorder_steps")
    },
    "playbooks.start": (ADD, ("activity",)),
    "quotes.accept": (CHANGE, ("quote",)),
    "quotes.make": (ADD, ("quote",)),
    "quotes.reject": (CHANGE, ("quote",)),
    "quotes.revise": (ADD, ("quote",)),
    "quotes.save": (CHANGE, ("quote",)),
    "quotes.send": (CHANGE, ("quote",)),
    "records.add": (ADD, NAMED),
    "records.restore": (DELETE, EVERY),
    "records.save": (CHANGE, NAMED),
    "records.save_all": (CHANGE, ("company",)),
    "records.trash": (DELETE, EVERY),
    "roles.allow": (CHANGE, ("role",)),
    "roles.let_set_up": (CHANGE, ("role",)),
    "roles.lock": (CHANGE, ("role",)),
    "sales_notes.make": (ADD, ("sales_note",)),
    "saving.save": (ADD, ("opportunity",)),
    "scoring.keep": (CHANGE, ("setting",)),
    "segments.add": (ADD, ("segment",)),
    "segments.exclude": (CHANGE, ("segment",)),
    "segments.include": (CHANGE, ("segment",)),
    "segments.keep_rule": (CHANGE, ("segment",)),
    "segments.let_go": (CHANGE, ("segment",)),
    "settings.change": (CHANGE, ("setting",)),
    "stages.add": (CHANGE, ("stage",)),
    "stages.add_pipeline": (CHANGE, ("stage",)),
    "stages.change": (CHANGE, ("stage",)),
    "stages.delete": (CHANGE, ("stage",)),
    "stages.delete_pipeline": (CHANGE, ("stage",)),
    "stages.rename_pipeline": (CHANGE, ("stage",)),
    "stages.reorder": (CHANGE, ("stage",)),
    "templates.delete": (CHANGE, ("template",)),
    "templates.keep": (CHANGE, ("template",)),
}
"""What an action needs: to do this with records of one of these kinds (a kind without an owner is a list of the
office: "source", "stage", ... need setting up, "user", "team" and "role" an administrator)."""

ALSO_SEES = dict.fromkeys(("segments.exclude", "segments.include"), MEMBERS[1:])
"""What an action has to see besides, of whatever kinds."""

SHIPPED = ("Administrator", "Manager", "Seller", "Reader")
MANY, FEW = 40, 6
"""How often an action is tried at random, and how often at least where it is not allowed."""


def test_every_action_says_what_it_needs() -> None:
    missing = sorted(ACTIONS.keys() - NEEDS.keys())
    assert not missing, (
        f"new actions {missing}: say in NEEDS (tests/sales/test_every_role.py) what each needs, such as "
        '"leads.qualify": (CHANGE, ("lead",))'
    )
    assert NEEDS.keys() == ACTIONS.keys()


def test_every_kind_of_record_is_in_the_shipped_roles(folder: Path) -> None:
    for row in roles.all_roles(Desk(None, Clock.at(START))):
        assert row.grants.keys() == set(rights.kinds())
        assert all(row.grants[kind]["see"] != NONE for kind in rights.kinds()), f"{row.name} sees no {rights.kinds()}"


@pytest.fixture
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    put_book(tmp_path / "office.crmdesk", tmp_path_factory)
    furnish(Desk(None, Clock.at(START)), tmp_path)
    yield tmp_path
    book.close()


def somebody(role: str) -> Desk:
    """The desk of a new user of a role, in no team."""
    boss = Desk(None, Clock.at(START))
    with boss.step(msg("User")):
        user = office.add_value(boss, "user", role).new("user")
        journal.edit(TABLES["user"], user, role=Role.get(Role.name == role).id)
    return Desk(user, Clock.at(START))


@pytest.mark.parametrize("whose", ["own", "others'"])
@pytest.mark.parametrize("role", SHIPPED)
def test_every_action_as_every_shipped_role(role: str, whose: str, folder: Path) -> None:
    desk = somebody(role)
    other = TABLES["user"].get(TABLES["user"].name == "Ana").id
    with writing():  # beside the journal: it was so from the first day
        for kind in rights.kinds():
            TABLES[kind].update(owner=desk.user if whose == "own" else other).execute()
        Message.update(author=desk.user).execute()  # whose a message is counts besides: test_messages.py
    wrong = [problem for name in sorted(NEEDS) if (problem := told(name, desk, whose == "own", folder))]
    assert not wrong, "\n".join(wrong)


def told(name: str, desk: Desk, own: bool, folder: Path) -> str:
    """What is wrong with what an action allows; nothing when it is as `NEEDS` says."""
    action, kinds = NEEDS[name]
    scopes = {kind: desk.rights.scope(kind, action) for kind in kinds}
    some = any(scope == ALL or (scope != NONE and own) for scope in scopes.values())
    none = not any(scope == ALL or (scope != NONE and (own or action in (ADD, IMPORT))) for scope in scopes.values())
    some = some and all(own or desk.rights.scope(kind, SEE) == ALL for kind in ALSO_SEES.get(name, ()))
    before = whole_book()
    refused: list[DomainError] = []
    for seed in range(MANY):
        if not some and seed >= FEW and any(isinstance(problem, NotAllowedError) for problem in refused):
            break
        try:
            changes = ACTIONS[name](Hand(desk, seed, folder))
        except DomainError as problem:
            refused.append(problem)
            continue
        if not changes:
            continue
        undoing.turn(Desk(None, Clock.at(START)), changes.step or 0)
        if none:
            return f"{name} was done, and needs {action} {kinds}"
        return ""
    assert whole_book() == before, f"{name} was refused and wrote something"
    if some:
        return f"{name} was never done, although {scopes}: {refused[-1] if refused else 'nothing to do'}"
    if none and own and not any(isinstance(problem, NotAllowedError) for problem in refused):
        return f"{name} was refused for other reasons: {refused[-1] if refused else 'nothing to do'}"
    return ""


class Foreign(Half):
    """The same office, where what is hidden belongs to somebody else, and Zoe asks, who sees only her own."""

    def hide(self, office: Office) -> None:
        zoe = office.users["Zoe"]
        with self.desk.step(msg("Owners")):
            for kind, record in self.here.items():
                journal.edit(TABLES[kind], record, owner=zoe)
            links = {kind: self.gone[kind] for kind in Activity.belongs_to}
            journal.edit(Activity, self.gone["activity"], **links)
            journal.edit(TABLES["user"], zoe, role=Role.get(Role.name == "Seller").id)
        seller = Role.get(Role.name == "Seller").id
        roles.lock(self.desk, seller, ())
        roles.allow(self.desk, seller, {kind: {"see": OWN} for kind in rights.kinds()})
        self.desk = Desk(zoe, self.desk.clock)


@pytest.fixture(scope="module")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Foreign]:
    yield Foreign(tmp_path_factory.mktemp("foreign"))
    book.close()


@pytest.mark.parametrize("name", sorted(QUESTIONS))
def test_what_is_hidden_shows_in_no_question(foreign: Foreign, name: str) -> None:
    said = repr(QUESTIONS[name](foreign))
    for hidden in (WORD, WORD.lower(), "gone@example.org", "91 123", "999983", *map(str, foreign.gone.values())):
        assert hidden not in said, f"{name} tells {hidden}: {said}"


def test_what_is_her_own_shows(foreign: Foreign) -> None:
    for kind, record in foreign.here.items():
        assert records.read(foreign.desk, kind, record) is not None
