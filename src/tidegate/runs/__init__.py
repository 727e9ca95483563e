"""The control plane's rules: pure, the clock is passed in."""
