"""Every resource, in the order of the documentation."""

from api.resource import Resource
from api.resources.actors import ACTORS
from api.resources.articles import ARTICLES
from api.resources.comparisons import COMPARISONS
from api.resources.events import EVENTS
from api.resources.evidence import EVIDENCE
from api.resources.indicators import INDICATORS
from api.resources.observations import OBSERVATIONS
from api.resources.places import PLACES
from api.resources.positions import POSITIONS
from api.resources.projects import PROJECTS
from api.resources.references import REFERENCES
from api.resources.relations import RELATIONS
from api.resources.statuses import STATUSES
from api.resources.topics import TOPICS

RESOURCES: tuple[Resource, ...] = (
    ARTICLES,
    ACTORS,
    PROJECTS,
    INDICATORS,
    OBSERVATIONS,
    EVENTS,
    POSITIONS,
    RELATIONS,
    STATUSES,
    PLACES,
    TOPICS,
    REFERENCES,
    COMPARISONS,
    EVIDENCE,
)
