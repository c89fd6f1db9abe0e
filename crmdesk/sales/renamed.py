"""Score rules and segments follow when what they speak of is renamed, or gives way to something else."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from crmdesk.models import journal
from crmdesk.models.campaigns import MEMBER_KINDS, Segment
from crmdesk.models.database import plain_tuples
from crmdesk.models.fold import fold
from crmdesk.models.people import Lead
from crmdesk.models.scoring import ScoreRule
from crmdesk.sales.desk import Desk
from crmdesk.sales.fields import CUSTOM, fields_of


def field(kind: str, old: str, new: str) -> None:
    """Let score rules and segments of a kind go on with a field's new name.  Must be called inside a step."""
    was, now = f"{CUSTOM}{old}", f"{CUSTOM}{new}"
    if kind == Lead.kind:
        rules = ScoreRule.select(ScoreRule.id).where(ScoreRule.field == was)
        journal.edit_all(ScoreRule, [row[0] for row in plain_tuples(rules)], field=now)
    _in_segments(kind, was, lambda condition: [now, *condition[1:]])


def choice(kind: str, of: str, old: str, new: str) -> None:
    """Let them go on with the new name of a choice of a field, or with the choice that takes its place.

    Must be called inside a step.
    """

    def renamed(value: Any) -> Any:
        if isinstance(value, list):
            return list(dict.fromkeys(map(renamed, value)))
        return new if isinstance(value, str) and fold(value) == fold(old) else value

    _values(kind, f"{CUSTOM}{of}", renamed)


def value(desk: Desk, kind: str, old: int, new: int, called: Callable[[str], bool]) -> None:
    """Let them go on with what takes the place of a value of a list, or of a user.  Must be called inside a step.

    Args:
        kind: of the value.
        called: whether a written name means the old one.
    """

    def replaced(value: Any) -> Any:
        return new if value == old or (isinstance(value, str) and called(value)) else value

    for of in MEMBER_KINDS:
        for one in fields_of(desk, of):
            if one.links_to == kind:
                _values(of, one.name, replaced)


def _values(kind: str, name: str, changed: Callable[[Any], Any]) -> None:
    """Change the values that are asked for in a field of a kind."""
    if kind == Lead.kind:
        rules = ScoreRule.select(ScoreRule.id, ScoreRule.value).where(
            ScoreRule.field == name, ScoreRule.value.is_null(False)
        )
        for known, value in list(plain_tuples(rules)):
            journal.edit(ScoreRule, known, value=json.dumps(changed(json.loads(value)), ensure_ascii=False))

    _in_segments(kind, name, lambda condition: [*condition[:2], _changed(condition, changed)])


def _changed(condition: list[Any], changed: Callable[[Any], Any]) -> Any:
    _field, operator, value = condition
    new = changed(value)
    # what has these letters in its name, or comes before it, is not found by an id
    return value if operator not in ("=", "!=") and isinstance(new, int) else new


def _in_segments(kind: str, name: str, changed: Callable[[list[Any]], list[Any]]) -> None:
    """Change the conditions on a field in the rules of a kind's segments, those in the trash too."""
    kept = Segment.select(Segment.id, Segment.rule).where(Segment.of == kind, Segment.rule.is_null(False))
    for segment, text in list(plain_tuples(kept)):
        rule = json.loads(text)
        rule["conditions"] = [changed(one) if one[0] == name else one for one in rule["conditions"]]
        journal.edit(Segment, segment, rule=json.dumps(rule, ensure_ascii=False))
