"""Where the data files are, and what a database is made from: all that a start has to know of them."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import models

HERE = Path(__file__).parent
DATA = HERE / "data"


def data_files(data: Path) -> Iterator[Path]:
    """The files that hold records, in a fixed order."""
    made = {"segments.yaml", "coverage.yaml"}
    yield from (path for path in sorted(data.glob("*.yaml")) if path.name not in made)
    yield from sorted((data / "articles").glob("*.yaml"))


def source_digest(data: Path) -> str:
    """One SHA-256 over the data and over the classes that read and render it: what a database is made from."""
    digest = sha256()
    code = [Path(models.__file__).parent, HERE]
    sources = [path for folder in code for path in sorted(folder.glob("*.py"))]
    for path in [*data_files(data), *sources]:
        digest.update(f"{path.name}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()
