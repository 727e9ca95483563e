"""Metrics, logs and health: what operators see, never a value."""
