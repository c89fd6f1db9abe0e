"""Importing a file: `plan` prepares it, `rehearse` tells what it would do, `commit` does it as one step."""

from crmdesk.exchange.importing.differences import Cell, Difference
from crmdesk.exchange.importing.links import Near
from crmdesk.exchange.importing.mapping import KINDS, guessed, importable
from crmdesk.exchange.importing.matching import usual
from crmdesk.exchange.importing.options import ImportCancelled, Mode, Options
from crmdesk.exchange.importing.own import likely_type, new_name
from crmdesk.exchange.importing.planning import NewRow, Plan, plan
from crmdesk.exchange.importing.questions import Answer, NeedsChoice, Question
from crmdesk.exchange.importing.report import Report
from crmdesk.exchange.importing.writing import commit, rehearse
from crmdesk.models.bulk import uncollected

__all__ = [
    "KINDS",
    "Answer",
    "Cell",
    "Difference",
    "ImportCancelled",
    "Mode",
    "Near",
    "NeedsChoice",
    "NewRow",
    "Options",
    "Plan",
    "Question",
    "Report",
    "commit",
    "guessed",
    "importable",
    "likely_type",
    "new_name",
    "plan",
    "rehearse",
    "uncollected",
    "usual",
]
