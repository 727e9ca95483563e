"""Formats, one a file: decode a record to leaves, splice edits back."""
