"""``tidegate demo``: being written."""


def demo() -> int:
    return 0
