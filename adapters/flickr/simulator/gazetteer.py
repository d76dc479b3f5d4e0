"""A small gazetteer: towns of the world with the keys that Flickr's places once had."""

import math
import zlib

import msgspec

from adapters.flickr.simulator.values import Location, Place


class Town(msgspec.Struct, frozen=True):
    """A town; its WOE id is made up, as is its place id."""

    name: str
    region: str
    country: str
    latitude: float
    longitude: float
    timezone: str

    @property
    def woeid(self) -> str:
        """The town's number."""
        return str(10_000_000 + zlib.crc32(f"{self.name}/{self.country}".encode()) % 9_000_000)

    @property
    def region_woeid(self) -> str:
        """The number of the region that it lies in."""
        return str(20_000_000 + zlib.crc32(f"{self.region}/{self.country}".encode()) % 9_000_000)

    @property
    def country_woeid(self) -> str:
        """The number of the country."""
        return str(30_000_000 + zlib.crc32(self.country.encode()) % 9_000_000)

    @property
    def place_id(self) -> str:
        """The town's other key."""
        return f"p{zlib.crc32(f'{self.country}/{self.name}'.encode()):010d}"


_TOWNS = tuple(
    Town(name, region, country, float(lat), float(lon), timezone)
    for name, region, country, lat, lon, timezone in (
        line.split("|")
        for line in """
Amsterdam|North Holland|Netherlands|52.373|4.893|Europe/Amsterdam
Athens|Attica|Greece|37.984|23.728|Europe/Athens
Auckland|Auckland|New Zealand|-36.852|174.763|Pacific/Auckland
Bangkok|Bangkok|Thailand|13.754|100.501|Asia/Bangkok
Barcelona|Catalonia|Spain|41.387|2.170|Europe/Madrid
Beijing|Beijing|China|39.907|116.397|Asia/Shanghai
Berlin|Berlin|Germany|52.520|13.405|Europe/Berlin
Brooklyn|New York|United States|40.650|-73.950|America/New_York
Buenos Aires|Distrito Federal|Argentina|-34.604|-58.382|America/Argentina/Buenos_Aires
Cairo|Cairo|Egypt|30.044|31.236|Africa/Cairo
Cape Town|Western Cape|South Africa|-33.925|18.424|Africa/Johannesburg
Chicago|Illinois|United States|41.878|-87.630|America/Chicago
Copenhagen|Hovedstaden|Denmark|55.676|12.568|Europe/Copenhagen
Delhi|Delhi|India|28.644|77.216|Asia/Kolkata
Dublin|Leinster|Ireland|53.350|-6.260|Europe/Dublin
Edinburgh|Scotland|United Kingdom|55.953|-3.189|Europe/London
Havana|La Habana|Cuba|23.114|-82.367|America/Havana
Helsinki|Uusimaa|Finland|60.170|24.938|Europe/Helsinki
Hong Kong|Hong Kong|Hong Kong|22.320|114.170|Asia/Hong_Kong
Istanbul|Istanbul|Turkey|41.008|28.978|Europe/Istanbul
Jerusalem|Jerusalem|Israel|31.768|35.214|Asia/Jerusalem
Kathmandu|Bagmati|Nepal|27.717|85.324|Asia/Kathmandu
Kyoto|Kyoto|Japan|35.012|135.768|Asia/Tokyo
Lagos|Lagos|Nigeria|6.524|3.379|Africa/Lagos
Lima|Lima|Peru|-12.046|-77.043|America/Lima
Lisbon|Lisbon|Portugal|38.722|-9.139|Europe/Lisbon
London|England|United Kingdom|51.507|-0.128|Europe/London
Los Angeles|California|United States|34.052|-118.244|America/Los_Angeles
Marrakesh|Marrakech-Safi|Morocco|31.630|-7.981|Africa/Casablanca
Melbourne|Victoria|Australia|-37.814|144.963|Australia/Melbourne
Mexico City|Distrito Federal|Mexico|19.433|-99.133|America/Mexico_City
Montreal|Quebec|Canada|45.509|-73.554|America/Toronto
Moscow|Moscow|Russia|55.756|37.617|Europe/Moscow
Mumbai|Maharashtra|India|19.076|72.878|Asia/Kolkata
Nairobi|Nairobi|Kenya|-1.286|36.817|Africa/Nairobi
New York|New York|United States|40.713|-74.006|America/New_York
Oslo|Oslo|Norway|59.914|10.752|Europe/Oslo
Paris|Île-de-France|France|48.857|2.352|Europe/Paris
Portland|Oregon|United States|45.515|-122.679|America/Los_Angeles
Prague|Prague|Czech Republic|50.076|14.438|Europe/Prague
Reykjavik|Höfuðborgarsvæðið|Iceland|64.147|-21.942|Atlantic/Reykjavik
Rio de Janeiro|Rio de Janeiro|Brazil|-22.907|-43.173|America/Sao_Paulo
Rome|Lazio|Italy|41.903|12.496|Europe/Rome
San Francisco|California|United States|37.775|-122.419|America/Los_Angeles
Santiago|Santiago|Chile|-33.449|-70.669|America/Santiago
Seattle|Washington|United States|47.606|-122.332|America/Los_Angeles
Seoul|Seoul|South Korea|37.567|126.978|Asia/Seoul
Singapore|Singapore|Singapore|1.352|103.820|Asia/Singapore
Stockholm|Stockholm|Sweden|59.329|18.069|Europe/Stockholm
Sydney|New South Wales|Australia|-33.869|151.209|Australia/Sydney
Tokyo|Tokyo|Japan|35.690|139.692|Asia/Tokyo
Toronto|Ontario|Canada|43.653|-79.383|America/Toronto
Vancouver|British Columbia|Canada|49.283|-123.121|America/Vancouver
Vienna|Vienna|Austria|48.208|16.374|Europe/Vienna
Zürich|Zürich|Switzerland|47.377|8.541|Europe/Zurich
""".strip().splitlines()
    )
)


def nearest(latitude: float, longitude: float) -> Town:
    """The town nearest to a point, in degrees, over the sphere."""
    lat, lon = math.radians(latitude), math.radians(longitude)

    def nearness(town: Town) -> float:
        other_lat, other_lon = math.radians(town.latitude), math.radians(town.longitude)
        across = math.cos(lat) * math.cos(other_lat) * math.cos(lon - other_lon)
        return math.sin(lat) * math.sin(other_lat) + across

    return max(_TOWNS, key=nearness)


def by_id(woeid: str, place_id: str) -> Town | None:
    """The town with one of these keys."""
    for town in _TOWNS:
        if woeid == town.woeid or place_id == town.place_id:
            return town
    return None


def located(latitude: float, longitude: float, accuracy: int = 16, context: int = 0) -> Location:
    """A point as Flickr keeps it, six digits deep, with the names of the places around."""
    town = nearest(latitude, longitude)
    return Location(
        latitude=f"{latitude:.6f}",
        longitude=f"{longitude:.6f}",
        accuracy=accuracy,
        context=context,
        place=Place(
            locality=town.name,
            region=town.region,
            country=town.country,
            woeids={
                "locality": town.woeid,
                "region": town.region_woeid,
                "country": town.country_woeid,
            },
        ),
    )
