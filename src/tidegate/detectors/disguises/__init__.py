"""How a value can be written so that no pattern sees it, and what it is without the disguise."""
