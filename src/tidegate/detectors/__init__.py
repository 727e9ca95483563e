"""What to look for, a noun a file."""
