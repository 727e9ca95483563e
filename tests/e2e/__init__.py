"""The whole way, with real processes: producers, workers, control plane, and a reader that trusts none of them."""
