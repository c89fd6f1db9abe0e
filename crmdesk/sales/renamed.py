"""Score rules and segments speak of own fields and their choices by name, and follow when these are renamed."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from crmdesk.models import journal
from crmdesk.models.campaigns import Segment
from crmdesk.models.database import plain_tuples
from crmdesk.models.people import Lead
from crmdesk.models.scoring import ScoreRule
from crmdesk.sales.fields import CUSTOM


def field(kind: str, old: str, new: str) -> None:
    """Let score rules and segments of a kind go on with a field's new name.  Must be called inside a step."""
    was, now = f"{CUSTOM}{old}", f"{CUSTOM}{new}"
    if kind == Lead.kind:
        rules = ScoreRule.select(ScoreRule.id).where(ScoreRule.field == was)
        journal.edit_all(ScoreRule, [row[0] for row in plain_tuples(rules)], field=now)
    _in_segments(kind, was, lambda condition: [now, *condition[1:]])


def choice(kind: str, of: str, old: str, new: str) -> None:
    """Let them go on with the new name of a choice of a field.  Must be called inside a step."""
    name = f"{CUSTOM}{of}"

    def renamed(value: Any) -> Any:
        if isinstance(value, list):
            return [renamed(one) for one in value]
        return new if value == old else value

    if kind == Lead.kind:
        rules = ScoreRule.select(ScoreRule.id, ScoreRule.value).where(
            ScoreRule.field == name, ScoreRule.value.is_null(False)
        )
        for known, value in list(plain_tuples(rules)):
            journal.edit(ScoreRule, known, value=json.dumps(renamed(json.loads(value)), ensure_ascii=False))
    _in_segments(kind, name, lambda condition: [*condition[:2], renamed(condition[2])])


def _in_segments(kind: str, name: str, changed: Callable[[list[Any]], list[Any]]) -> None:
    """Change the conditions on a field in the rules of a kind's segments, those in the trash too."""
    kept = Segment.select(Segment.id, Segment.rule).where(Segment.of == kind, Segment.rule.is_null(False))
    for segment, text in list(plain_tuples(kept)):
        rule = json.loads(text)
        rule["conditions"] = [changed(one) if one[0] == name else one for one in rule["conditions"]]
        journal.edit(Segment, segment, rule=json.dumps(rule, ensure_ascii=False))
