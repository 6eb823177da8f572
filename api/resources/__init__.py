"""Every resource, in the order of the documentation."""

from api.resource import Resource
from api.resources.actors import ACTORS
from api.resources.articles import ARTICLES
from api.resources.indicators import INDICATORS
from api.resources.observations import OBSERVATIONS
from api.resources.projects import PROJECTS

RESOURCES: tuple[Resource, ...] = (ARTICLES, ACTORS, PROJECTS, INDICATORS, OBSERVATIONS)
