"""Closed lists of words: each member has a one-line meaning, which OpenAPI and `/v1` show."""

from enum import StrEnum
from typing import Any, Self

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema


class Vocabulary(StrEnum):
    """A closed list. A member is written `name = "value", "meaning"`."""

    meaning: str

    def __new__(cls, value: str, meaning: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        schema = handler.resolve_ref_schema(handler(core_schema))
        lines = [f"- `{member.value}`: {member.meaning}" for member in cls]
        schema["description"] = "\n".join([(cls.__doc__ or "").strip(), "", *lines])
        return schema
