"""Whether this server may serve the dataset that a snapshot shows."""

from api.errors import ApiError
from models.db import State
from models.fingerprint import fingerprint


def served(state: State | None) -> State:
    """The state. Raises ApiError where no data is loaded, or the documents are of classes that this server has not."""
    if state is None:
        raise ApiError("not-ready", "No data is loaded: run `rokrus load`.")
    if state.documents != fingerprint():
        raise ApiError("not-ready", "The documents are of another version: run `rokrus migrate` with this version.")
    return state
