"""Tests of the benchmarks: what they carry and how they count, and one small run of each."""
