"""What depends on the day, counted again off the window's thread."""

from __future__ import annotations

import logging

from crmdesk.models.database import worker_connection
from crmdesk.models.errors import StorageError
from crmdesk.sales import scoring
from crmdesk.sales.desk import Desk
from crmdesk.ui.jobs import Job

log = logging.getLogger(__name__)


def renew_scores(desk: Desk) -> None:
    """Score the leads for today, where they are scored for another day.

    The window notices the worker's writing as it notices that of another program.
    """
    try:
        if scoring.is_of_today(desk):
            return
    except StorageError:
        return  # the book cannot be read just now; its next opening asks again
    job = Job(lambda _cancelled, _progress: scoring.renew(desk), worker_connection)
    job.failed.connect(_failed)
    job.start()


def _failed(problem: Exception) -> None:
    if not isinstance(problem, StorageError):
        raise problem
    log.info("the scores could not be renewed: %s", problem)
