"""The plausibility limits of growth against clinical.md B10.1 and against rcpchgrowth 4.6.5."""

from collections.abc import Iterator
from dataclasses import astuple, fields
from datetime import date
from decimal import Decimal
from typing import NamedTuple

import pytest

from orderset.patients.growth import GrowthLimits, growth_limits
from orderset.patients.sex import Sex


LAST_DAY = 6574
CHANGES_OF_REFERENCE = (14, 731, 1461)
"""The first whole day of the reference from 2 weeks, from 2 years and from 4 years."""

HALF_A_TENTH = Decimal("0.05")
A_HAIR = Decimal("0.01")
"""Room for the interpolation of the data; the table of B10.1 is rounded to a tenth."""

POUNDS_PER_KG = Decimal("2.2046")

COLUMNS = (
    "weight_minus_4_sds_kg",
    "weight_0_4th_kg",
    "",
    "weight_99_6th_kg",
    "weight_plus_4_sds_kg",
    "height_minus_4_sds_cm",
    "height_0_4th_cm",
    "",
    "height_99_6th_cm",
    "height_plus_4_sds_cm",
)
"""The field of each value in a row; the 50th centiles have none."""

# Years; weight kg at -4 SDS, 0.4th, 50th, 99.6th, +4 SDS; height cm at the same. Source: B10.1.
TABLE = {
    Sex.MALE: """
         1    6.2   7.2   9.6  12.9  14.8    66.2  69.4  75.7  82.1  85.3
         2    7.7   9.0  12.2  16.5  19.2    74.9  79.0  87.1  95.3  99.4
         3    8.9  10.4  14.3  19.9  23.5    81.3  86.2  96.1 106.0 110.9
         4   10.8  12.4  16.6  23.1  27.8    86.1  91.5 102.5 113.4 118.9
         5   12.1  13.9  18.6  26.6  32.8    91.5  97.5 109.6 121.7 127.7
         6   13.5  15.3  20.8  30.6  39.0    96.5 103.0 115.9 128.9 135.4
         7   14.8  16.8  23.1  35.5  47.7   101.3 108.1 121.9 135.7 142.5
         8   16.2  18.5  25.6  41.9  61.3   105.9 113.2 127.8 142.5 149.8
         9   17.7  20.2  28.4  49.3  80.2   110.1 117.8 133.3 148.7 156.5
        10   19.1  22.0  31.4  56.7  99.2   113.7 121.9 138.4 154.9 163.1
        11   20.6  23.8  34.6  63.7 110.9   116.8 125.6 143.4 161.1 170.0
        12   21.9  25.6  38.1  69.7 112.7   119.6 129.2 148.4 167.5 177.1
        13   23.5  28.1  43.0  76.2 111.6   123.4 133.9 154.8 175.7 186.1
        14   25.5  31.2  49.2  84.3 115.3   129.2 140.2 162.4 184.5 195.5
        15   28.7  35.3  55.4  92.2 122.4   136.4 147.3 168.9 190.6 201.5
        16   33.6  40.4  60.6  97.2 127.3   142.9 153.1 173.4 193.7 203.8
        17   38.4  44.9  64.3  99.4 128.7   147.1 156.7 175.9 195.1 204.7
    """,
    Sex.FEMALE: """
         1    5.6   6.5   8.9  12.6  15.0    63.7  67.1  74.0  80.9  84.3
         2    7.2   8.4  11.5  16.3  19.6    72.8  77.1  85.7  94.3  98.6
         3    8.6  10.0  13.9  20.0  24.4    79.8  84.9  95.1 105.2 110.3
         4   10.4  11.9  16.2  23.3  28.8    85.4  90.8 101.5 112.3 117.7
         5   11.5  13.3  18.3  27.3  34.9    91.0  96.9 108.9 120.8 126.8
         6   12.7  14.6  20.5  31.8  42.2    95.9 102.4 115.3 128.3 134.7
         7   13.9  16.1  23.0  37.3  51.8   100.6 107.5 121.3 135.0 141.9
         8   15.3  17.8  25.9  44.1  64.6   105.4 112.7 127.3 141.9 149.2
         9   16.7  19.5  28.9  51.0  77.8   109.4 117.2 132.8 148.4 156.2
        10   18.0  21.3  32.3  58.6  90.4   113.0 121.5 138.4 155.4 163.9
        11   19.3  23.2  36.0  65.8  98.9   116.5 125.7 144.1 162.5 171.7
        12   21.0  25.6  40.3  70.8  99.6   121.3 130.8 149.8 168.7 178.2
        13   23.9  29.2  45.4  74.8  99.0   127.6 136.8 155.3 173.8 183.0
        14   27.7  33.4  50.1  79.2 102.1   133.4 142.2 159.6 177.1 185.8
        15   31.1  36.8  53.4  82.4 105.5   137.3 145.6 162.2 178.8 187.1
        16   33.3  39.0  55.5  85.0 109.1   138.9 147.0 163.2 179.5 187.6
        17   34.6  40.2  56.8  86.9 112.2   139.3 147.4 163.5 179.7 187.7
    """,
}

# By sex, then age in days, as rcpchgrowth 4.6.5 gives them; most of the days are not in the data.
BMI_PLUS_3_3_SDS = {
    Sex.MALE: {
        14: "18.2854",
        15: "18.3807",
        365: "22.2230",
        730: "20.8290",
        731: "21.1905",
        1000: "20.6265",
        1460: "20.4123",
        1461: "21.4158",
        2500: "23.4452",
        3653: "29.7041",
        4800: "34.2302",
        6000: "36.5400",
        6574: "37.2088",
    },
    Sex.FEMALE: {
        14: "18.1149",
        15: "18.2074",
        365: "22.2344",
        730: "20.9801",
        731: "21.2565",
        1000: "20.9570",
        1460: "21.2681",
        1461: "22.2148",
        2500: "25.1885",
        3653: "30.9068",
        4800: "34.9074",
        6000: "37.1385",
        6574: "37.7195",
    },
}

# Weight kg, then height cm, each at -4 SDS, 0.4th, 99.6th, +4 SDS, as rcpchgrowth 4.6.5 gives them.
EDGES = {
    (Sex.MALE, 0): "1.8421 2.3856 4.8163 5.4765 42.3907 45.2420 56.6471 59.4984",
    (Sex.MALE, 13): "2.1086 2.6583 5.1428 5.8247 43.8373 46.6285 57.7934 60.5846",
    (Sex.MALE, 14): "2.0361 2.5238 5.3785 6.3632 44.6994 47.2483 57.4439 59.9928",
    (Sex.MALE, 730): "7.7029 8.9633 16.4855 19.2134 75.5833 79.6561 95.9475 100.0203",
    (Sex.MALE, 731): "7.7065 8.9678 16.4954 19.2256 74.9042 78.9796 95.2810 99.3564",
    (Sex.MALE, 1460): "9.9515 11.7050 23.1207 27.6441 86.5356 92.1267 114.4909 120.0820",
    (Sex.MALE, 1461): "10.8200 12.3630 23.0959 27.8228 86.0588 91.5359 113.4441 118.9212",
    (Sex.MALE, 6574): "41.4919 47.9299 101.2182 130.5029 149.0518 158.3976 195.7808 205.1266",
    (Sex.FEMALE, 0): "1.9214 2.3714 4.6432 5.3291 42.6212 45.0865 54.9479 57.4132",
    (Sex.FEMALE, 13): "2.2087 2.6442 4.8686 5.5520 43.8099 46.2478 55.9991 58.4370",
    (Sex.FEMALE, 14): "1.9294 2.3919 5.1491 6.1170 43.9006 46.4377 56.5863 59.1234",
    (Sex.FEMALE, 730): "7.2244 8.3712 16.2425 19.6032 73.4994 77.7999 95.0017 99.3022",
    (Sex.FEMALE, 731): "7.2286 8.3760 16.2528 19.6163 72.8224 77.1249 94.3349 98.6374",
    (Sex.FEMALE, 1460): "9.6547 11.3324 23.8526 29.7008 85.4890 91.2299 114.1935 119.9344",
    (Sex.FEMALE, 1461): "10.4019 11.9254 23.3066 28.7881 85.4276 90.7984 112.2816 117.6524",
    (Sex.FEMALE, 6574): "35.2162 40.8688 88.0920 114.1830 139.3943 147.4528 179.6871 187.7457",
}


class Medians(NamedTuple):
    """The 50th centiles of one row of B10.1."""

    sex: Sex
    years: int
    weight_kg: Decimal
    height_cm: Decimal


def cells() -> Iterator[tuple[Sex, int, str, Decimal]]:
    """Give each limit of B10.1: sex, age in years, the field that holds it, its value."""
    for sex, rows in TABLE.items():
        for row in rows.strip().splitlines():
            years, *values = row.split()
            for field, value in zip(COLUMNS, values, strict=True):
                if field:
                    yield sex, int(years), field, Decimal(value)


def medians() -> Iterator[Medians]:
    """Give the 50th centiles of B10.1 from 3 years."""
    for sex, rows in TABLE.items():
        for row in rows.strip().splitlines()[2:]:
            values = row.split()
            yield Medians(sex, int(values[0]), Decimal(values[3]), Decimal(values[8]))


def at_exact_years(sex: Sex, years: int, field: str) -> Decimal:
    """Give a limit at that many years of 365.25 days, from the whole days on either side.

    At 2 years the reference changes between those days, and the table has the one from 2 years.
    """
    exact_days = years * Decimal("365.25")
    day = int(exact_days)
    if day + 1 in CHANGES_OF_REFERENCE:
        return Decimal(getattr(growth_limits(sex, day + 1), field))
    before = Decimal(getattr(growth_limits(sex, day), field))
    after = Decimal(getattr(growth_limits(sex, day + 1), field))
    return before + (after - before) * (exact_days - day)


def without_bmi(limits: GrowthLimits) -> tuple[Decimal, ...]:
    return astuple(limits)[:8]


@pytest.mark.parametrize(("sex", "years", "field", "expected"), list(cells()))
def test_limit_is_the_cell_of_the_clinical_table(
    sex: Sex, years: int, field: str, expected: Decimal
) -> None:
    assert abs(at_exact_years(sex, years, field) - expected) <= HALF_A_TENTH + A_HAIR


def test_clinical_table_is_complete() -> None:
    assert len(list(cells())) == 2 * 17 * 8
    assert {field for _, _, field, _ in cells()} == {
        field.name for field in fields(GrowthLimits) if not field.name.startswith("bmi")
    }


@pytest.mark.parametrize(("sex", "day"), list(EDGES))
def test_limits_at_birth_around_each_change_and_before_18_years(sex: Sex, day: int) -> None:
    expected = tuple(Decimal(value) for value in EDGES[sex, day].split())

    assert without_bmi(growth_limits(sex, day)) == expected


@pytest.mark.parametrize(
    ("sex", "day", "expected"),
    [(sex, day, bmi) for sex, ages in BMI_PLUS_3_3_SDS.items() for day, bmi in ages.items()],
)
def test_bmi_limit_is_within_a_thousandth_of_the_reference(
    sex: Sex, day: int, expected: str
) -> None:
    bmi = growth_limits(sex, day).bmi_plus_3_3_sds_kg_per_m2

    assert bmi is not None
    assert abs(bmi / Decimal(expected) - 1) < Decimal("0.001")


@pytest.mark.parametrize("sex", list(Sex))
def test_bmi_limit_is_absent_under_2_weeks_and_present_from_then(sex: Sex) -> None:
    bmis = [growth_limits(sex, day).bmi_plus_3_3_sds_kg_per_m2 for day in range(LAST_DAY + 1)]

    assert bmis[:14] == [None] * 14
    assert None not in bmis[14:]


@pytest.mark.parametrize("sex", list(Sex))
def test_limit_between_two_ages_in_the_data_is_interpolated_exactly(sex: Sex) -> None:
    # Days 14 and 16 are in the data, day 15 is not.
    before, between, after = (growth_limits(sex, day) for day in (14, 15, 16))

    assert astuple(between) == tuple(
        (low + high) / 2 for low, high in zip(astuple(before), astuple(after), strict=True)
    )


@pytest.mark.parametrize("sex", list(Sex))
def test_limits_stand_in_order_on_every_day(sex: Sex) -> None:
    for day in range(LAST_DAY + 1):
        limits = without_bmi(growth_limits(sex, day))
        weights, heights = limits[:4], limits[4:]
        assert 0 < weights[0] < weights[1] < weights[2] < weights[3], day
        assert 0 < heights[0] < heights[1] < heights[2] < heights[3], day


@pytest.mark.parametrize(
    ("first_day", "last_day", "largest_percent_a_day"),
    [(0, 60, "1.5"), (60, 366, "0.7"), (366, LAST_DAY, "0.1")],
)
@pytest.mark.parametrize("sex", list(Sex))
def test_limits_move_smoothly_but_where_the_reference_changes(
    sex: Sex, first_day: int, last_day: int, largest_percent_a_day: str
) -> None:
    for day in set(range(first_day + 1, last_day + 1)) - set(CHANGES_OF_REFERENCE):
        before, after = astuple(growth_limits(sex, day - 1)), astuple(growth_limits(sex, day))
        for earlier, later in zip(before, after, strict=True):
            if earlier is not None:
                assert abs(later / earlier - 1) * 100 < Decimal(largest_percent_a_day), day


@pytest.mark.parametrize("sex", list(Sex))
@pytest.mark.parametrize(
    ("born", "eighteenth_birthday"),
    [("2008-06-10", "2026-06-10"), ("2009-03-01", "2027-03-01"), ("2008-02-29", "2026-03-01")],
)
def test_the_day_before_the_18th_birthday_still_has_limits(
    sex: Sex, born: str, eighteenth_birthday: str
) -> None:
    age = date.fromisoformat(eighteenth_birthday) - date.fromisoformat(born)

    assert growth_limits(sex, age.days - 1).height_plus_4_sds_cm > 0


@pytest.mark.parametrize("day", [-1, LAST_DAY + 1, 20_000])
@pytest.mark.parametrize("sex", list(Sex))
def test_an_age_without_limits_is_an_error_of_the_program(sex: Sex, day: int) -> None:
    with pytest.raises(ValueError, match=f"^no growth limits at {day} days, only from 0 to 6574$"):
        growth_limits(sex, day)


@pytest.mark.parametrize("median", list(medians()), ids=lambda row: f"{row.sex}-{row.years}")
def test_median_weight_typed_in_pounds_is_caught_by_weight_or_bmi(median: Medians) -> None:
    # Source: B10.4, row "pounds as kg".
    limits = growth_limits(median.sex, int(median.years * Decimal("365.25")))
    typed_weight = median.weight_kg * POUNDS_PER_KG
    bmi = typed_weight / (median.height_cm / 100) ** 2

    assert limits.bmi_plus_3_3_sds_kg_per_m2 is not None
    assert typed_weight > limits.weight_plus_4_sds_kg or bmi > limits.bmi_plus_3_3_sds_kg_per_m2
    assert limits.weight_0_4th_kg < typed_weight / POUNDS_PER_KG < limits.weight_99_6th_kg


def test_limits_are_exact_decimals() -> None:
    limits = growth_limits(Sex.FEMALE, 2000)

    assert all(isinstance(value, Decimal) for value in astuple(limits))
