"""Business time: opening hours, holidays and exceptions, and how much open time lies between two instants."""

from __future__ import annotations

from leadsla.calendars.business import BusinessCalendar
from leadsla.calendars.calendar import Calendar
from leadsla.calendars.combined import CombinedCalendar
from leadsla.calendars.dated import Change, DatedCalendar
from leadsla.calendars.timeline import Timeline

__all__ = ["BusinessCalendar", "Calendar", "Change", "CombinedCalendar", "DatedCalendar", "Timeline"]
