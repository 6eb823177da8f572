"""Schemathesis against the running service: its configuration, and one check of ours."""
