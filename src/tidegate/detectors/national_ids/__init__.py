"""Numbers that a state gives a person, one file each: ``<country>_<id>.py``."""
