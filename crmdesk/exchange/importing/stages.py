"""From written names of pipelines and stages to those of the book, or to those that will be made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from crmdesk.exchange.importing import allowing
from crmdesk.exchange.importing.links import Links, several
from crmdesk.exchange.importing.sheet import Refusal, Sheet
from crmdesk.exchange.names import Likeness, Names
from crmdesk.exchange.problems import shown
from crmdesk.models.database import plain_tuples
from crmdesk.models.errors import DomainError
from crmdesk.models.ids import new_id
from crmdesk.models.pipeline import OPEN, WON, Pipeline, Stage
from crmdesk.sales import opportunities, stages
from crmdesk.texts import Message, msg

LONGEST = 60


@dataclass(frozen=True, slots=True)
class StageFacts:
    """What an import needs to know about a stage; `made`: it will be added."""

    id: int
    pipeline: int
    name: str
    kind: str
    made: bool = False


@dataclass
class StageBook:
    """The stages of all pipelines, those to be made included.

    Attributes:
        facts: by the stage's id; that of a stage to be made only stands for it until it is added.
        probability: percent by the id of a stage to be made.
    """

    links: Links
    facts: dict[int, StageFacts] = field(default_factory=dict)
    probability: dict[int, int] = field(default_factory=dict)
    _names: dict[int, Names] = field(default_factory=dict)
    _first_pipeline: int | None = None
    _first_open: dict[int, int | None] = field(default_factory=dict)

    @classmethod
    def read(cls, links: Links) -> StageBook:
        """The book's stages."""
        found = cls(links)
        query = (
            Stage.select(Stage.id, Stage.pipeline, Stage.name, Stage.stage_kind)
            .join(Pipeline)
            .order_by(Pipeline.place, Pipeline.id, Stage.place, Stage.id)
        )
        for row in plain_tuples(query):
            found._know(StageFacts(*row))
            if found._first_pipeline is None:
                found._first_pipeline = row[1]
        return found

    def made(self) -> list[StageFacts]:
        """The stages to be made, in the file's order."""
        return [facts for facts in self.facts.values() if facts.made]

    def find(self, written: str, pipeline: int | None) -> int | Message:
        """The stage that is meant, made when there is none; or why it is not clear.

        Args:
            pipeline: the one the file names or the record is in; None: the book's first, then any other.
        """
        home = pipeline or self._home()
        for known in (home, *(self._names if pipeline is None else ())):
            match = self._names.setdefault(known, Names()).find(written)
            if match.likeness is Likeness.SEVERAL:
                return several("stage", match)
            if match.record_id is not None:
                self.links.met("stage", match)
                return match.record_id
            if stages.kind_named(written):
                break
        kind = stages.kind_named(written) or OPEN
        closing = next((one.id for one in self.facts.values() if one.pipeline == home and one.kind == kind), None)
        if kind != OPEN and closing is not None:
            return closing
        if reason := allowing.why_not_made(self.links.desk, "stage", written):
            return reason
        if len(written) > LONGEST:
            return msg("A name holds {most} characters at the most.", most=LONGEST)
        made = StageFacts(new_id(), home, written, kind, made=True)
        self.probability[made.id] = 100 if kind == WON else 0
        self._know(made)
        return made.id

    def first_open(self, pipeline: int | None) -> int | None:
        """Where an opportunity starts that says nothing of its stage."""
        home = pipeline or self._home()
        if home not in self._first_open:
            known = any(one.pipeline == home and one.kind == OPEN and not one.made for one in self.facts.values())
            self._first_open[home] = opportunities.stage_for({"pipeline": home}).id if known else None
        return self._first_open[home]

    def pipeline_of(self, stage: int | None, pipeline: int | None) -> int:
        """The pipeline of a stage, or the one the row belongs to without a stage."""
        return self.facts[stage].pipeline if stage is not None else pipeline or self._home()

    def set_probabilities(self, chosen: Sequence[int | None], given: Sequence[int | None]) -> None:
        """Give stages to be made the probability that most of their rows have."""
        for facts in self.made():
            counts = Counter(value for stage, value in zip(chosen, given, strict=True) if stage == facts.id)
            counts.pop(None, None)
            if counts:
                self.probability[facts.id] = counts.most_common(1)[0][0] or 0

    def _home(self) -> int:
        if self._first_pipeline is None:
            raise DomainError(msg("This book has no pipeline with an open stage. Add one in Settings."))
        return self._first_pipeline

    def _know(self, facts: StageFacts) -> None:
        self.facts[facts.id] = facts
        self._names.setdefault(facts.pipeline, Names()).add(facts.id, facts.name)


def link_stages(book: StageBook, sheet: Sheet, pipelines: Sequence[int | None]) -> None:
    """Turn the written stages into ids, each looked for in its row's pipeline."""
    if "stage" not in sheet.written:
        sheet.columns["stage"] = [None] * len(sheet)
        return
    pairs = list(zip(pipelines, sheet.written["stage"], strict=True))
    ids: dict[tuple[int | None, str | None], int | Message | None] = {}
    for pipeline, written in dict.fromkeys(pairs):
        ids[pipeline, written] = None if written is None else book.find(written, pipeline)
    sheet.columns["stage"] = [ids[pair] for pair in pairs]
    if any(isinstance(found, Message) for found in ids.values()):
        places = enumerate(sheet.columns["stage"])
        sheet.refuse({place: Refusal(found, "stage") for place, found in places if isinstance(found, Message)})


def too_long(written: str) -> Message | None:
    """Why a pipeline cannot have this name."""
    if len(written) <= LONGEST:
        return None
    return msg("“{value}” is too long for a name: {most} characters.", value=shown(written), most=LONGEST)
