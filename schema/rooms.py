"""Every room that is on the API."""

from __future__ import annotations

from schema import catalog, churn, customers, organization, planning, reports, sales, service

ROOMS = (organization, catalog, customers, sales, planning, churn, service, reports)
NOUNS = {noun: written for room in ROOMS for noun, written in room.NOUNS.items()}
"""The published nouns, and whether, or by whom, the API writes them."""
