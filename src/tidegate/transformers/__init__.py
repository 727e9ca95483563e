"""How to hide a value, a verb a file."""
