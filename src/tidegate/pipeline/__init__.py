"""The data plane: pure stages, one verb a module."""
