"""What the documents look like, as one digest: a server serves only documents of the classes that it knows."""

import json
from functools import cache
from hashlib import sha256
from typing import Any

from models import SUBJECTS, tokens

PROSE = ("title", "description", "examples")


@cache
def fingerprint() -> str:
    """SHA-256 over the JSON Schemas of all document classes without their prose, and over what search makes of them."""
    schemas = {
        str(type): subject.document.model_json_schema(mode="serialization") for type, subject in SUBJECTS.items()
    }
    searched = {str(type): dict(subject.document.searched) for type, subject in SUBJECTS.items()}
    described = [_shape(schemas), searched, tokens.VERSION]
    return sha256(json.dumps(described, sort_keys=True).encode()).hexdigest()


def _shape(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_shape(item) for item in schema]
    if isinstance(schema, dict):
        return {
            key: _shape(value) for key, value in schema.items() if not (key in PROSE and isinstance(value, str | list))
        }
    return schema
