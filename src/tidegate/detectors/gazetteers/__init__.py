"""Lists of names, places and words of closed groups: packed, with what reads them."""
