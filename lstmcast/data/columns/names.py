"""Names that columns usually have, by role; compared in lower case."""

from __future__ import annotations

import re
import shlex

#: Names of time columns that hold a whole moment, the surest first.
TIMES = (
    "ds", "timestamp", "datetime", "date_time", "date time", "date", "time", "utc_timestamp", "ts",
    "unix", "epoch", "datum", "zeit", "zeitstempel", "fecha", "month", "quarter", "week", "period",
    "year", "day",
)  # fmt: skip
_TIME_WORDS = ("date", "time", "stamp", "datum")

#: Names of columns that count steps.
COUNTERS = ("t", "step", "time_idx", "index", "idx", "unnamed", "no", "nr", "row", "rownum", "i")

#: Names of columns that tell series apart, the surest first.
IDS = (
    "unique_id", "series_id", "item_id", "ts_id", "id", "series", "item", "sku", "store", "product",
    "name", "key", "group", "sensor", "sensor_id", "station", "station_id", "device", "device_id",
    "location", "region", "country", "city", "shop", "store_id", "product_id", "store_nbr",
    "family", "dept", "department", "category", "symbol", "ticker", "customer", "customer_id",
    "meter", "meter_id", "zone", "site", "site_id",
)  # fmt: skip
#: Those that name a series even where there is but one row per time.
SURE_IDS = IDS[:4]
#: Those that do if every series has several rows.
LIKELY_IDS = IDS[:8]

#: Names of target columns; the first group that holds exactly one column of the file decides.
TARGETS = (
    ("y",),
    ("target",),
    ("value", "values", "sales", "demand", "actual", "observed", "quantity", "qty", "units",
     "count", "cnt", "consumption", "load"),
)  # fmt: skip

_INDICATOR = r"(?:day|dow|weekday|month|hour|week|is|dummy)_?\d+|is_.+|.+_flag"


def is_like_time(name: str) -> bool:
    """Return whether a name contains a word for time."""
    return any(word in name.lower() for word in _TIME_WORDS)


def is_like_indicator(name: str) -> bool:
    """Return whether a name is one of a family of indicators, such as ``day_0``."""
    return re.fullmatch(_INDICATOR, name.strip().lower()) is not None


def spell(*names: str) -> str:
    """Return column names as they have to be typed behind a flag."""
    quoted = (f'"{name}"' if "," in name else name for name in names)
    return shlex.quote(",".join(quoted)) if names else ""


def rank(name: str, names: tuple[str, ...]) -> int | None:
    """Return the position of a name in a list of usual ones."""
    cleaned = name.strip().lower()
    return names.index(cleaned) if cleaned in names else None
