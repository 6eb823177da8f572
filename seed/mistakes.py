"""What is wrong in data files."""

from dataclasses import dataclass


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
