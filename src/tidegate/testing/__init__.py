"""Helpers that are shipped: contracts for plug-ins, invented people."""
