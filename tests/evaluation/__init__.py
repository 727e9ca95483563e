"""Tests of `tidegate.evaluation`."""
