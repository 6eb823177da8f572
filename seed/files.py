"""Reads data files: YAML with every scalar as text, and the line of every value."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

Steps = tuple[str | int, ...]
Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, order=True)
class Mistake:
    """Something wrong in a data file."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.field}: {self.message}"


class Mistakes(Exception):
    """Everything that is wrong in the data files; or the first of it, and the total."""

    def __init__(self, found: list[Mistake], total: int | None = None) -> None:
        super().__init__("\n".join(str(mistake) for mistake in sorted(found)))
        self.found = sorted(found)
        self.total = len(found) if total is None else total


@dataclass(frozen=True)
class Origin:
    """Where a value stands: a file, the steps to the value in it, and the line of every value of the file."""

    file: str
    lines: dict[Steps, int]
    steps: Steps = ()

    def at(self, *steps: str | int) -> "Origin":
        """A value within this one."""
        return Origin(self.file, self.lines, self.steps + steps)

    @property
    def line(self) -> int:
        """The line of the value, or of the nearest one around it."""
        steps = self.steps
        while steps and steps not in self.lines:
            steps = steps[:-1]
        return self.lines.get(steps, 1)

    def mistake(self, message: str, *steps: str | int) -> Mistake:
        """A mistake in this value, or in one within it."""
        inner = self.at(*steps)
        return Mistake(self.file, inner.line, ".".join(str(step) for step in steps or self._name()), message)

    def _name(self) -> Steps:
        """The last name on the way to the value, with the numbers after it."""
        named = [place for place, step in enumerate(self.steps) if isinstance(step, str)]
        return self.steps[named[-1] :] if named else ("file",)


@dataclass(frozen=True)
class Read:
    """A file as plain lists, dictionaries and text."""

    value: Any
    origin: Origin


def read(path: Path, name: str) -> Read:
    """Reads one file. Raises Mistakes where it is not YAML of the plain kind."""
    yaml = YAML(typ="safe")
    try:
        node = yaml.compose(path.read_text("utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise Mistakes([Mistake(name, line, "file", f"not YAML: {error.problem}")]) from error
    except (YAMLError, UnicodeDecodeError) as error:
        raise Mistakes([Mistake(name, 1, "file", f"not YAML in UTF-8: {error}")]) from error
    origin = Origin(name, {})
    found: list[Mistake] = []
    value = _plain(node, origin, found) if node is not None else None
    if found:
        raise Mistakes(found)
    return Read(value, origin)


def _plain(node: Node, origin: Origin, found: list[Mistake]) -> Any:
    origin.lines[origin.steps] = node.start_mark.line + 1
    if isinstance(node, ScalarNode):
        return None if not node.style and node.value in ("", "~", "null") else node.value
    if isinstance(node, SequenceNode):
        return [_plain(item, origin.at(index), found) for index, item in enumerate(node.value)]
    assert isinstance(node, MappingNode)
    mapping: dict[str, Any] = {}
    for key, value in node.value:
        if key.value in mapping:
            found.append(origin.mistake("this key stands twice", key.value))
        mapping[key.value] = _plain(value, origin.at(key.value), found)
    return mapping


def mistakes_of(error: ValidationError, origin: Origin) -> Iterator[Mistake]:
    """What pydantic found wrong, in sentences, with the lines."""
    for one in error.errors(include_url=False):
        yield origin.mistake(sentence(one), *one["loc"])


def sentence(error: Any) -> str:
    """One error of pydantic in plain words, without the input."""
    match error["type"]:
        case "extra_forbidden":
            return "there is no such field"
        case "missing":
            return "is missing"
        case "enum" | "literal_error":
            return f"is one of {error['ctx']['expected']}"
        case "value_error":
            return str(error["ctx"]["error"])
        case _:
            return str(error["msg"])[:1].lower() + str(error["msg"])[1:]


def validate(model: type[Model], value: Any, origin: Origin, found: list[Mistake]) -> Model | None:
    """The value as a model; or None, and what is wrong with it among the mistakes."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        found.extend(mistakes_of(error, origin))
        return None
