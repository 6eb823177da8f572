"""Measures the service beside others. `make bench` runs it; nothing of the service imports it."""
