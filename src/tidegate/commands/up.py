"""``tidegate up``: being written."""


def up() -> int:
    return 0
