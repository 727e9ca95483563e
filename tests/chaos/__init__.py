"""Faults against a whole gate in real processes, and what an independent reader says afterwards."""
