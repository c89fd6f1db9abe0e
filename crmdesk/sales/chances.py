"""Which probability of winning counts for an opportunity: its stage's, its owner's, or the learned one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crmdesk.models import journal
from crmdesk.models.database import plain_tuples
from crmdesk.models.opportunities import Opportunity
from crmdesk.models.pipeline import Stage
from crmdesk.sales.access import here, visible
from crmdesk.sales.changes import Changes
from crmdesk.sales.desk import Desk
from crmdesk.sales.records import named_or_counted
from crmdesk.texts import msg, msgn

STAGE, OWN, LEARNED = "stage", "own", "learned"


@dataclass(frozen=True, slots=True)
class Chances:
    """The probabilities of an opportunity, in hundredths of a percent; None where there is none.

    Attributes:
        counts: which one counts: STAGE, OWN or LEARNED.
        wanted: which one was chosen; the stage's counts as long as nothing is learnt.
    """

    stage: int
    own: int | None
    learned: int | None
    by_learning: bool

    @property
    def wanted(self) -> str:
        return OWN if self.own is not None else LEARNED if self.by_learning else STAGE

    @property
    def counts(self) -> str:
        return STAGE if self.wanted == LEARNED and self.learned is None else self.wanted

    @property
    def counted(self) -> int:
        """The one that counts."""
        return {STAGE: self.stage, OWN: self.own, LEARNED: self.learned}[self.counts] or 0


def of(desk: Desk, record: int) -> Chances | None:
    """The probabilities of an opportunity; None when there is no such one here."""
    query = (
        Opportunity.select(Stage.probability, Opportunity.probability, Opportunity.learned, Opportunity.by_learning)
        .left_outer_join(Stage, on=(Opportunity.stage == Stage.id))
        .where(Opportunity.id == record, visible(desk, Opportunity))
    )
    row = next(plain_tuples(query), None)
    if row is None:
        return None
    stage, own, learned, by_learning = row
    return Chances((stage or 0) * 100, None if own is None else own * 100, learned, bool(by_learning))


def go_by(desk: Desk, ids: Sequence[int], which: str) -> Changes:
    """Let the stage's or the learned probability count for opportunities.

    An owner's own one is given back; it is set by saving the field.

    Args:
        which: STAGE or LEARNED.

    Raises:
        StaleRecordError: an opportunity was deleted meanwhile.
    """
    here(desk, "opportunity", ids)
    if which == LEARNED:
        named = msg("“{name}” goes by the learned probability")
        counted = msgn(
            "{n} opportunity goes by the learned probability",
            "{n} opportunities go by the learned probability",
            len(ids),
        )
    else:
        named = msg("“{name}” goes by its stage's probability")
        counted = msgn(
            "{n} opportunity goes by its stage's probability",
            "{n} opportunities go by their stages' probabilities",
            len(ids),
        )
    with desk.step(named_or_counted(Opportunity, ids, named, counted)) as writing:
        journal.edit_all(Opportunity, ids, probability=None, by_learning=which == LEARNED)
    return writing.changes
