"""The tour: what a user does, done by the window's own paths, with a picture of every screen."""

from crmdesk.views.tour.performing import run

__all__ = ["run"]
