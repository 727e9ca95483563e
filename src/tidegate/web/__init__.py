"""Door two: the HTTP endpoint and its page."""
