"""Derived figures in a bulk load: each must be what follows from its inputs, and stay so when these are replaced."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from graphlib import CycleError, TopologicalSorter
from typing import Any, NamedTuple

from sqlalchemy import Connection, select

from models.base import LINK, table_of
from models.numbers import exact
from models.observations import Derivation, Observation
from models.present import slices
from seed.derive import BOUNDS, derived
from seed.lines import Place
from seed.mistakes import Mistake

Bounds = dict[str, Decimal | None]
OBSERVATION = table_of(Observation)


class Figure(NamedTuple):
    """A figure that is derived from others, or an input of one; and its place where it stands in a file."""

    id: str
    bounds: Bounds
    derivation: Derivation | None = None
    place: Place | None = None


class Figures:
    """The derived figures and their inputs, of the database and of the files."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.derived = _standing(connection)
        self.given: dict[str, Figure] = {}
        self.inputs = {id for figure in self.derived.values() for id in _inputs(figure)}

    def want(self, values: dict[str, Any]) -> None:
        """Takes down what a line says that its figure is made from."""
        derivation = values.get("derivation")
        inputs = derivation.get("inputs") if isinstance(derivation, dict) else None
        if isinstance(inputs, list):
            self.inputs.update(id for id in inputs if isinstance(id, str))

    def meet(self, figures: Iterable[Figure]) -> None:
        """Takes down figures of the files."""
        for figure in figures:
            self.given[figure.id] = figure
            if figure.derivation is None:
                self.derived.pop(figure.id, None)
            else:
                self.derived[figure.id] = figure

    def mistakes(self) -> Iterator[Mistake]:
        """The derived figures that are not what follows from their inputs, where either stands in the files."""
        touched = [
            figure
            for figure in self.derived.values()
            if figure.place or not self.given.keys().isdisjoint(_inputs(figure))
        ]
        ids = {id for figure in touched for id in _inputs(figure)} - self.given.keys()
        known = self.given | self._standing_inputs(sorted(ids))
        for figure in touched:
            inputs = [known[id] for id in _inputs(figure) if id in known]
            if len(inputs) == len(_inputs(figure)):  # else a link leads nowhere, which is reported with the links
                yield from _wrong(figure, inputs)
        yield from self._circle()

    def _circle(self) -> Iterator[Mistake]:
        """Figures that are made from themselves: the first circle of them."""
        try:
            TopologicalSorter({id: _inputs(figure) for id, figure in self.derived.items()}).prepare()
        except CycleError as error:
            for id in error.args[1][1:]:
                if place := self.derived[id].place:
                    yield place.mistake("derivation", "is made from itself")

    def _standing_inputs(self, ids: Sequence[str]) -> dict[str, Figure]:
        """Inputs that only the database has."""
        columns = select(OBSERVATION.c.id, *[OBSERVATION.c[bound] for bound in BOUNDS])
        return {
            row.id: Figure(row.id, _bounds(row))
            for some in slices(ids)
            for row in self.connection.execute(columns.where(OBSERVATION.c.id.in_(some)))
        }


def _inputs(figure: Figure) -> list[str]:
    return figure.derivation.inputs if figure.derivation else []


def _wrong(figure: Figure, inputs: Sequence[Figure]) -> Iterator[Mistake]:
    """What is wrong with a derived figure, told where the files have it, or else where they have its inputs."""
    place = figure.place or next(input.place for input in inputs if input.place)
    assert figure.derivation is not None
    assert place is not None
    try:
        right = derived(figure.derivation, [input.bounds for input in inputs])
    except ValueError as error:
        yield place.mistake("derivation", str(error))
        return
    for bound in BOUNDS:
        if right[bound] != figure.bounds[bound]:
            says = f"{bound} of {figure.id} does not follow from its inputs, which give {right[bound]}"
            yield place.mistake(bound, says)


def _standing(connection: Connection) -> dict[str, Figure]:
    """The derived figures of the database, by id."""
    source, target = OBSERVATION.alias(), OBSERVATION.alias()
    names = ("id", "derivation_op", "derivation_factor", *BOUNDS)
    columns = select(*[source.c[name] for name in names], target.c.id.label("input"))
    rows = columns.join(LINK, LINK.c.source_key == source.c.key).join(target, target.c.key == LINK.c.target_key)
    inputs = rows.where(LINK.c.name == "derivation.inputs", source.c.withdrawn.is_(False))
    found: dict[str, Figure] = {}
    for row in connection.execute(inputs.order_by(LINK.c.source_key, LINK.c.position)):
        factor = None if row.derivation_factor is None else exact(row.derivation_factor)
        derivation = Derivation(op=row.derivation_op, inputs=[row.input], factor=factor)
        figure = found.setdefault(row.id, Figure(row.id, _bounds(row), derivation))
        if figure.derivation is not derivation:
            _inputs(figure).append(row.input)
    return found


def _bounds(row: Any) -> Bounds:
    return {bound: None if (value := getattr(row, bound)) is None else exact(value) for bound in BOUNDS}
