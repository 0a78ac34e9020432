"""Churn: we are warned that a customer may leave, try to keep them, and learn what kept whom."""
