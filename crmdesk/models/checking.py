"""Looking a book over: the file itself, its links, the contents of its documents, and every derived value computed
again."""

from __future__ import annotations

from crmdesk.models import contents
from crmdesk.models.database import db
from crmdesk.models.derived import mismatches
from crmdesk.texts import Message, msg

_SHOWN = 20


def problems() -> list[Message]:
    """What is wrong with the open book; nothing when it is in order."""
    found = [
        msg("The file is damaged: {what}", what=line)
        for (line,) in db.execute_sql("PRAGMA quick_check")
        if line != "ok"
    ]
    found += [
        msg("A record of “{table}” points to one of “{other}” that is gone.", table=table, other=other)
        for table, _row, other, _key in db.execute_sql("PRAGMA foreign_key_check")
    ]
    found += contents.problems()
    wrong = mismatches()
    found += [
        msg("{what} of record {record} is not what it should be.", what=what, record=str(record))
        for what, record in wrong[:_SHOWN]
    ]
    if len(wrong) > _SHOWN:
        found.append(msg("And {n} more.", n=len(wrong) - _SHOWN))
    return found
