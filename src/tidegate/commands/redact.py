"""``tidegate redact``: being written."""


def redact() -> int:
    return 0
