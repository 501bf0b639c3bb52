"""How far it is, roughly: enough to say which of two warehouses is nearer to a country."""

from math import asin, cos, radians, sin, sqrt

EARTH_RADIUS_KM = 6371

# The middle of where people live, as latitude and longitude in degrees, rounded.
CENTRES: dict[str, tuple[float, float]] = {
    "AT": (48.2, 15.6), "AU": (-33.5, 149.0), "BE": (50.8, 4.4), "BG": (42.7, 24.5),
    "CA": (45.4, -76.0), "CH": (47.2, 8.2), "CN": (32.5, 116.0), "CY": (35.0, 33.2),
    "CZ": (49.9, 15.2), "DE": (51.0, 9.8), "DK": (55.8, 11.2), "EE": (59.1, 25.5),
    "ES": (40.0, -3.2), "FI": (61.5, 24.5), "FR": (47.2, 2.6), "GB": (52.6, -1.5),
    "GR": (38.5, 23.2), "HK": (22.3, 114.2), "HR": (45.5, 16.2), "HU": (47.3, 19.2),
    "IE": (53.2, -7.0), "IS": (64.3, -21.5), "IT": (43.0, 11.8), "JP": (35.6, 137.8),
    "KR": (36.6, 127.6), "LI": (47.1, 9.5), "LT": (55.0, 24.0), "LU": (49.7, 6.1),
    "LV": (56.9, 24.3), "MO": (22.2, 113.5), "MT": (35.9, 14.4), "NL": (52.1, 5.1),
    "NO": (60.5, 9.8), "NZ": (-38.8, 175.5), "PL": (51.8, 19.4), "PT": (39.8, -8.5),
    "RO": (45.5, 25.5), "SE": (58.8, 15.5), "SG": (1.35, 103.8), "SI": (46.1, 14.8),
    "SK": (48.6, 19.0), "TW": (24.2, 120.9), "US": (38.5, -92.0),
}  # fmt: skip


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> int:
    """Return the distance of two points (latitude, longitude in degrees) over the ground.

    Source: the haversine formula on a sphere; off by half a per cent at most.
    """
    (lat1, lon1), (lat2, lon2) = ((radians(a), radians(b)) for a, b in (one, other))
    half = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return round(2 * EARTH_RADIUS_KM * asin(sqrt(half)))
