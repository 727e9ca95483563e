"""What `tidegate bench` runs: ratios measured in one run on one machine, never a bare time."""
