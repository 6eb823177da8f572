"""`python -m rokrus` from a checkout is the command `rokrus`."""

from rokrus.cli import app

app(prog_name="rokrus")
