"""The HTTP service: declarations in `resources/`, the grammar in `query.py`, the machine in `resource.py`."""
