"""What `tidegate bench` runs: ratios measured in one run on one machine, never a bare time."""

from tidegate.errors import TidegateError


class BenchFailed(TidegateError):
    """What was measured did not do what it should, so its speed means nothing."""
