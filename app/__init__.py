"""The business: what Trato knows, without any web."""
