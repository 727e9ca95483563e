"""How good detection is: gold spans, predictions, matching, figures."""
