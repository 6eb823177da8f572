"""Countries: ISO 3166-1 alpha-2, and the codes of ISO 3166-3 for states that are no more."""

from collections.abc import Mapping
from functools import cache

import pycountry


@cache
def countries() -> Mapping[str, str]:
    """Every code that a country of the dataset may have, with the name of the country in English."""
    former = {one.alpha_2: one.name for one in pycountry.historic_countries if hasattr(one, "alpha_2")}
    present = {one.alpha_2: getattr(one, "common_name", one.name) for one in pycountry.countries}
    return {**former, **present}


def language(code: str) -> str:
    """The name of a language in English; the code where nothing is known of it."""
    found = pycountry.languages.get(**{f"alpha_{len(code)}": code})
    return found.name if found else code
