"""What a part of a path may be, beyond what the framework knows."""

from starlette.convertors import StringConvertor, register_url_convertor

UNDOTTED = "undotted"


class Undotted(StringConvertor):
    """A part up to its extension: ids have no dots, extensions may."""

    regex = "[^/.]+"


register_url_convertor(UNDOTTED, Undotted())
