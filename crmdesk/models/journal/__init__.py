"""The journal: the only way to write, and the way back from everything written.

Everything inside ``with step(...)`` is one transaction, one line of history and one undo.  For a row added the journal
keeps its id, for a row edited the old and new value of the changed columns, for a row removed the whole row.  Undo of a
step is a new step, so redo is the undo of an undo, and both survive a restart.
"""

from crmdesk.models.journal.entry import Entry, added_now, step, whose
from crmdesk.models.journal.history import (
    ADD,
    EDIT,
    REMOVE,
    Change,
    Happened,
    Step,
    added_after,
    begin_here,
    history_of,
    history_of_all,
    last_changed,
    names_removed,
    removed_from,
    rows_hanging_on,
    step_that_added,
)
from crmdesk.models.journal.undoing import last_to_redo, last_to_undo, undo, undo_part
from crmdesk.models.journal.writing import add, add_rows, add_tuples, edit, edit_all, edit_rows, remove

__all__ = [
    "ADD",
    "EDIT",
    "REMOVE",
    "Change",
    "Entry",
    "Happened",
    "Step",
    "add",
    "add_rows",
    "add_tuples",
    "added_after",
    "added_now",
    "begin_here",
    "edit",
    "edit_all",
    "edit_rows",
    "history_of",
    "history_of_all",
    "last_changed",
    "last_to_redo",
    "last_to_undo",
    "names_removed",
    "remove",
    "removed_from",
    "rows_hanging_on",
    "step",
    "step_that_added",
    "undo",
    "undo_part",
    "whose",
]
