"""The codes of countries: ISO 3166-1 alpha-2, and those of ISO 3166-3 for states that are no more."""

from functools import cache

import pycountry


@cache
def countries() -> frozenset[str]:
    """Every code that a country of the dataset may have."""
    former = {country.alpha_2 for country in pycountry.historic_countries if hasattr(country, "alpha_2")}
    return frozenset({country.alpha_2 for country in pycountry.countries} | former)
