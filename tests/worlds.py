"""The datasets that tests run on: the real one, and a made-up one with the cases that the real one has too few of."""

import shutil
from hashlib import sha256
from pathlib import Path

from models.texts import read_texts
from seed.anchor import anchor
from seed.source import DATA

NOW = "2026-11-22T00:00:00Z"
HERE = Path(__file__).parent
EDGES = HERE / "edges"
WORLDS = ("real", "edges")


def data_of(world: str, folder: Path) -> Path:
    """The data folder of a world; that of the edges is anchored into `folder`."""
    return DATA if world == "real" else anchored(folder)


def anchored(folder: Path) -> Path:
    """The edges as a data folder: their drafts anchored to their texts."""
    texts = read_texts(EDGES / "texts")
    shutil.copytree(EDGES, folder, ignore=shutil.ignore_patterns("texts", "drafts", "README.md"))
    (folder / "articles").mkdir()
    content = (EDGES / "texts" / "ferry.txt").read_bytes()
    digest = sha256(content).hexdigest()
    for name in ("ferry", "harbour-song", "older"):
        draft = (EDGES / "drafts" / f"{name}.yaml").read_text("utf-8")
        draft = draft.replace("TEXT_SHA256", digest).replace("TEXT_LENGTH", str(len(content.decode())))
        filled = folder / "articles" / f"{name}.draft"
        filled.write_text(draft, "utf-8")
        anchor(filled, folder / "articles" / f"{name}.yaml", texts, {"ferry": digest})
        filled.unlink()
    return folder
