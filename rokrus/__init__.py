"""rokrus: the command line, and what people import."""

from api.version import VERSION as __version__

__all__ = ["__version__"]
