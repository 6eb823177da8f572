"""Whether figures agree: bounds, rounding as written, denials, what else differs, and how far apart they are."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.agreement import Figure, agreement, differences, last_place, spread
from api.comparison import together
from models.observations import ObservationFacts

PERIOD, OTHER = ("2017-01-01", "2017-12-31", False), ("2017-01-01", "2017-06-30", False)


def figure(**given: Any) -> Figure:
    """A figure whose bounds follow from its number and qualifier as the data files' do."""
    number = {name: given.get(name) for name in ("value", "low", "high", "qualifier") if name in given}
    facts = ObservationFacts.model_validate({"indicator": "boats", "change": "increase", **number})
    stated = {"as_written": None, "denied": False, "status": "normal", "period": PERIOD, "base": None, "scope": None}
    bounds = {"value": facts.value, "low": facts.low, "high": facts.high, "qualifier": facts.qualifier}
    return Figure(id="x", **{**stated, **given, **bounds})


def dollars(written: str, value: str, **given: Any) -> dict[str, Any]:
    return {"as_written": written, "value": value, **given}


BILLION = "000000000"


@pytest.mark.parametrize(
    ("figures", "expected"),
    [
        # nothing to compare
        ([], "single"),
        ([{"value": "5"}], "single"),
        ([{"value": "5"}, {}, {}], "single"),  # the others only rose
        # the same
        ([{"value": "5"}, {"value": "5", "as_written": "five"}], "equal"),
        ([{"value": "5", "qualifier": "over"}, {"value": "5", "qualifier": "over"}], "equal"),
        ([{"value": "5", "period": OTHER}, {"value": "5"}], "equal"),
        # rounding as written
        ([dollars("$25 billion", "25" + BILLION), dollars("24.8 billion", "24800000000")], "equal_after_rounding"),
        ([dollars("$25 billion", "25" + BILLION), dollars("$24.4 billion", "24400000000")], "conflict"),
        ([dollars("$25 billion", "25" + BILLION), dollars("$24 billion", "24" + BILLION)], "conflict"),
        ([dollars("25,000 million", "25" + BILLION), dollars("24.8 billion", "24800000000")], "conflict"),
        ([dollars("$25 billion", "25" + BILLION), {"value": "24800000000"}], "equal_after_rounding"),
        ([{"value": "25" + BILLION}, {"value": "24800000000"}], "conflict"),  # nothing says how they were rounded
        ([dollars("two tons", "2000"), dollars("1,980 kg", "1980")], "conflict"),
        ([dollars("2 tons", "2000"), dollars("1,980 kg", "1980")], "equal_after_rounding"),
        ([dollars("-3 %", "-3"), dollars("-3.2 %", "-3.2")], "equal_after_rounding"),
        # "about" rounds the noughts at the end, by a tenth at most
        ([dollars("about 50,000", "50000", qualifier="about"), dollars("48,700", "48700")], "equal_after_rounding"),
        ([dollars("about 50,000", "50000", qualifier="about"), dollars("40,000", "40000")], "conflict"),
        ([dollars("50,000", "50000"), dollars("48,700", "48700")], "conflict"),
        ([dollars("about 100", "100", qualifier="about"), dollars("60", "60")], "conflict"),
        # bounds and ranges
        ([{"value": "600", "qualifier": "over"}, {"value": "650"}], "compatible"),
        ([{"value": "600", "qualifier": "over"}, {"value": "600"}], "conflict"),
        ([{"value": "600", "qualifier": "at_least"}, {"value": "600"}], "compatible"),
        ([{"value": "600", "qualifier": "up_to"}, {"value": "600", "qualifier": "under"}], "compatible"),
        ([{"value": "600", "qualifier": "under"}, {"value": "600", "qualifier": "over"}], "conflict"),
        ([{"value": "600", "qualifier": "over"}, dollars("0.6 thousand", "600")], "equal_after_rounding"),
        ([{"low": "40", "high": "60"}, {"value": "50"}, {"value": "50"}], "compatible"),
        ([{"low": "40", "high": "60"}, {"value": "61"}], "conflict"),
        ([{"low": "40", "high": "60"}, {"low": "60", "high": "80"}], "compatible"),
        # denials
        ([{"value": "5"}, {"value": "5", "denied": True}], "conflict"),
        ([{"value": "5"}, {"value": "6", "denied": True}], "compatible"),
        ([{"value": "5", "qualifier": "up_to"}, {"value": "5", "qualifier": "up_to", "denied": True}], "conflict"),
        ([{"value": "9", "qualifier": "up_to"}, {"value": "5", "qualifier": "up_to", "denied": True}], "compatible"),
        ([{"value": "5", "denied": True}, {"value": "6", "denied": True}], "compatible"),
        # they differ, and so does something else
        ([{"value": "5"}, {"value": "6", "period": OTHER}], "definition_differs"),
        ([{"value": "5", "base": ("2016-01-01", "2016-12-31")}, {"value": "6"}], "definition_differs"),
        ([{"value": "5", "scope": "Goods."}, {"value": "6"}], "definition_differs"),
        ([{"value": "5"}, {"value": "6", "status": "target"}], "definition_differs"),
        ([{"value": "5"}, {"value": "6", "status": "estimated"}], "conflict"),
        # a provisional figure is replaced by a final one; final ones that differ stay a conflict
        ([{"value": "5", "status": "provisional"}, {"value": "6"}], "revision"),
        ([{"value": "5", "status": "provisional"}, {"value": "6"}, {"value": "7"}], "conflict"),
    ],
)
def test_agreement(figures: list[dict[str, Any]], expected: str) -> None:
    made = [figure(**one) for one in figures]
    assert agreement(made, replaced=False) == expected
    assert agreement(made[::-1], replaced=False) == expected
    assert agreement(made, replaced=True) == (
        "revision" if expected in ("conflict", "definition_differs") else expected
    )


@pytest.mark.parametrize(
    ("number", "as_written", "place"),
    [
        ("2400000", "$2.4 million", "100000"),
        ("2171", "2,171 tons", "1"),
        ("2400000000", "2,4 млрд", "100000000"),
        ("25000", "25 000 человек", "1"),
        ("92.5", "92.50%", "0.01"),
        ("980000", "$980,000", "1"),
        ("40", "40 to 60", "1"),
        ("60", "40 to 60", "1"),
        ("1250", "in 2018, 1,250", "1"),
        ("3", "Three", "0"),
        ("25", "two dozen", "0"),
        ("7", "42", "0"),
        ("0", "0", "0"),
    ],
)
def test_the_place_of_the_last_digit_as_written(number: str, as_written: str, place: str) -> None:
    assert last_place(Decimal(number), as_written) == Decimal(place)


@pytest.mark.parametrize(
    ("figures", "absolute", "percent"),
    [
        ([{"value": "24800000000"}, {"value": "25" + BILLION}], "200000000", "0.806452"),
        ([{"value": "-5"}, {"value": "5"}], "10", "200"),
        ([{"value": "0"}, {"value": "5"}], "5", None),
        ([{"low": "40", "high": "60"}, {"value": "50"}], "20", "50"),
        ([{"value": "600", "qualifier": "over"}, {"value": "650"}], "50", "8.33333"),
        ([{"value": "5"}, {"value": "9"}, {"value": "99", "denied": True}], "4", "80"),
        ([{"value": "999999999999999"}, {"value": "0.000001"}], "999999999999999", "99999999999999900000000"),
    ],
)
def test_spread(figures: list[dict[str, Any]], absolute: str, percent: str | None) -> None:
    expected = Decimal(absolute), None if percent is None else Decimal(percent)
    found = spread([figure(**one) for one in figures])
    assert found is not None
    assert found[0] == expected[0]
    assert found[1] == expected[1] or (found[1] and expected[1] and abs(found[1] / expected[1] - 1) < Decimal("1e-5"))


@pytest.mark.parametrize("figures", [[], [{"value": "5"}], [{"value": "5"}, {"low": "0"}], [{"value": "5"}, {}]])
def test_no_spread_of_fewer_than_two_numbers(figures: list[dict[str, Any]]) -> None:
    assert spread([figure(**one) for one in figures]) is None


def test_all_that_differs_is_named_where_there_is_a_number() -> None:
    every = [figure(value="5"), figure(value="5", period=OTHER, base=("a", "b"), scope="Goods.", status="limit")]
    assert differences(every) == ["period", "base", "scope", "status"]
    assert differences([every[0], figure(scope="Goods.")]) == []


days = st.integers(1, 12)
spans = st.lists(st.tuples(days, days).map(sorted), max_size=9)


@given(spans)
def test_groups_are_all_the_largest_sets_that_share_a_day(periods: list[list[int]]) -> None:
    rows = [
        {"index": index, "period_earliest": f"{first:02}", "period_latest": f"{last:02}"}
        for index, (first, last) in enumerate(periods)
    ]
    found = [frozenset(row["index"] for row in group) for group in together(rows)]
    on_days = {
        frozenset(index for index, (first, last) in enumerate(periods) if first <= day <= last) for day in range(1, 13)
    } - {frozenset()}
    assert len(found) == len(set(found))
    assert set(found) == {one for one in on_days if not any(one < other for other in on_days)}
