"""Reads feeds with Python's own readers and compares them, field by field, with the catalog that they were written from.

    read.py FOLDER      with catalog.json, info.json, d.csv, d.tsv, d.jsonl, d.parquet and a.xml in it

The mapping below was written from the tables of the feed's fields, not from the crate. Every column must be expected here.
Prints what could not be read for want of a library, and nothing else if all is equal.
"""

import csv
import json
import pathlib
import sys
import xml.etree.ElementTree

EXPONENTS = {"usd": 2, "eur": 2, "jpy": 0, "kwd": 3}
OBJECTS = ("variant_dict", "dimensions")
csv.field_size_limit(10_000_000)


def money(amount):
    digits = EXPONENTS[amount["currency"]]
    text = str(amount["minor"]).rjust(digits + 1, "0")
    if digits:
        text = text[:-digits] + "." + text[-digits:]
    return text + " " + amount["currency"].upper()


def number(value):
    return repr(value).removesuffix(".0")


def measure(value, unit):
    return f"{number(value)} {unit}"


def stars(rating):
    return f"{rating['hundredths'] // 100}.{rating['hundredths'] % 100:02}" if rating and rating["count"] else None


def count(rating):
    return rating["count"] if rating else None


def day(time):
    return time[:10] if time else None


def facts(product, variant, info):
    """What both revisions say, by meaning."""
    media = variant["media"] or product["media"]
    urls = lambda kind: [m["url"] for m in media if m["kind"] == kind]
    pictures = urls("image")
    sale = variant["sale_price"]
    on_sale = sale and sale["minor"] < variant["price"]["minor"]
    several = len(product["variants"]) > 1
    option = lambda name: next((o["value"] for o in variant["options"] if o["name"].lower() == name), None)
    seller = variant["seller"] or info["seller"]
    page = lambda kind: next((link["url"] for link in seller["links"] if link["kind"] == kind), None)
    return {
        "id": variant["id"],
        "title": variant["title"],
        "description": (variant["description"] or {}).get("plain") or product["description"].get("plain"),
        "link": variant["url"] or product["url"],
        "brand": product["brand"],
        "image": next(iter(pictures), None),
        "more_images": [url.replace(",", "%2C") for url in pictures[1:]],
        "video": next(iter(urls("video")), None),
        "model": next(iter(urls("model")), None),
        "price": money(variant["price"]),
        "sale_price": money(sale) if on_sale else None,
        "sale_period": variant["sale_period"] if on_sale else None,
        "gtin": variant["gtin"],
        "mpn": variant["mpn"],
        "offer": variant["offer_id"],
        "condition": variant["condition"],
        "category": next((category["path"] for category in product["categories"]), None),
        "color": variant["color"] or option("color"),
        "size": variant["size"] or option("size"),
        "size_system": variant["size_system"],
        "material": variant["material"] or option("material"),
        "gender": variant["gender"],
        "age_group": variant["age_group"],
        "group": product["id"] if several else None,
        "options": [(o["name"], o["value"]) for o in variant["options"]] if several else [],
        "rating": product["rating"],
        "weight": variant["weight"],
        "size_of_box": variant["dimensions"],
        "availability": variant["availability"],
        "shipping": variant["shipping"],
        "seller": seller,
        "returns": seller["returns"] or {"accepted": None, "days": None, "exchanges": None},
        "privacy": page("privacy_policy"),
        "terms": page("terms_of_use"),
        "return_policy": page("return_policy"),
    }


def row_d(product, variant, info):
    fact = facts(product, variant, info)
    box, weight, returns = fact["size_of_box"], fact["weight"], fact["returns"]
    costs = {money(rate["price"]) for rate in fact["shipping"]}
    row = {
        "is_eligible_search": variant["searchable"],
        "is_eligible_checkout": variant["searchable"] and variant["purchasable"],
        "item_id": fact["id"],
        "title": fact["title"],
        "description": fact["description"],
        "url": fact["link"],
        "brand": fact["brand"],
        "image_url": fact["image"],
        "additional_image_urls": fact["more_images"],
        "price": fact["price"],
        "sale_price": fact["sale_price"],
        "availability": {"low_stock": "in_stock"}.get(fact["availability"], fact["availability"]),
        "gtin": fact["gtin"],
        "mpn": fact["mpn"],
        "offer_id": fact["offer"],
        "condition": fact["condition"],
        "product_category": fact["category"],
        "color": fact["color"],
        "size": fact["size"],
        "size_system": fact["size_system"],
        "material": fact["material"],
        "gender": fact["gender"],
        "age_group": fact["age_group"],
        "group_id": fact["group"],
        "listing_has_variations": True if fact["group"] else None,
        "variant_dict": dict(fact["options"]),
        "dimensions": box and {side: number(box[side]) for side in ("length", "width", "height")} | {"unit": box["unit"]},
        "weight": weight and number(weight["value"]),
        "item_weight_unit": weight and weight["unit"],
        "seller_name": fact["seller"]["name"],
        "seller_url": fact["seller"]["url"],
        "marketplace_seller": (variant["marketplace"] or {}).get("name"),
        "seller_privacy_policy": fact["privacy"],
        "seller_tos": fact["terms"],
        "shipping_price": costs.pop() if len(costs) == 1 else None,
        "is_digital": variant["digital"],
        "accepts_returns": returns["accepted"],
        "accepts_exchanges": returns["exchanges"],
        "return_policy": fact["return_policy"],
        "return_deadline_in_days": returns["days"] if returns["accepted"] else None,
        "review_count": count(fact["rating"]),
        "star_rating": stars(fact["rating"]),
        "store_review_count": count(fact["seller"]["rating"]),
        "store_star_rating": stars(fact["seller"]["rating"]),
        "target_countries": info["target_countries"],
        "store_country": info["store_country"],
        "is_ads_eligible": variant["advertisable"],
    }
    return {name: value for name, value in row.items() if value not in (None, "", [], {})}


def row_a(product, variant, info):
    fact = facts(product, variant, info)
    words = {"low_stock": "in_stock", "pre_order": "preorder", "backorder": "out_of_stock"}
    box, weight, returns, unit = fact["size_of_box"], fact["weight"], fact["returns"], variant["unit_price"]
    row = {
        "enable_search": variant["searchable"],
        "enable_checkout": variant["searchable"] and variant["purchasable"],
        "id": fact["id"],
        "title": fact["title"],
        "description": fact["description"],
        "link": fact["link"],
        "brand": fact["brand"],
        "image_link": fact["image"],
        "additional_image_link": fact["more_images"],
        "video_link": fact["video"],
        "model_3d_link": fact["model"],
        "price": fact["price"],
        "sale_price": fact["sale_price"],
        "sale_price_effective_date": " / ".join(map(day, fact["sale_period"] or [])),
        "unit_pricing_measure": unit and measure(unit["measure"], unit["measure_unit"]),
        "base_measure": unit and measure(unit["reference"], unit["reference_unit"]),
        "availability": words.get(fact["availability"], fact["availability"]),
        "availability_date": day(variant["available_on"]),
        "inventory_quantity": variant["quantity"],
        "expiration_date": day(variant["expires_on"]),
        "gtin": fact["gtin"],
        "mpn": fact["mpn"],
        "offer_id": fact["offer"],
        "condition": fact["condition"],
        "product_category": fact["category"],
        "color": fact["color"],
        "size": fact["size"],
        "size_system": fact["size_system"],
        "material": fact["material"],
        "gender": fact["gender"],
        "age_group": fact["age_group"],
        "item_group_id": fact["group"],
        "item_group_title": product["title"] if fact["group"] else None,
        "dimensions": box and "x".join(number(box[s]) for s in ("length", "width", "height")) + " " + box["unit"],
        "weight": weight and measure(weight["value"], weight["unit"]),
        "seller_name": fact["seller"]["name"],
        "seller_url": fact["seller"]["url"],
        "seller_privacy_policy": fact["privacy"],
        "seller_tos": fact["terms"],
        "shipping": ",".join(
            f"{rate['country']}:{rate['region'] or ''}:{rate['service']}:{money(rate['price'])}" for rate in fact["shipping"]
        ),
        "return_policy": fact["return_policy"],
        "return_window": returns["days"] if returns["accepted"] else None,
        "product_review_count": count(fact["rating"]),
        "product_review_rating": stars(fact["rating"]),
        "store_review_count": count(fact["seller"]["rating"]),
        "store_review_rating": stars(fact["seller"]["rating"]),
    }
    for place, (name, value) in enumerate(fact["options"][:3], 1):
        row[f"Custom_variant{place}_category"], row[f"Custom_variant{place}_option"] = name, value
    return as_cells({name: value for name, value in row.items() if value not in (None, "", [])})


def as_cells(row):
    """A row of JSON as a delimited file writes it."""
    cells = {}
    for name, value in row.items():
        if isinstance(value, bool):
            value = str(value).lower()
        elif isinstance(value, list):
            value = ",".join(value)
        cells[name] = value if isinstance(value, (str, dict)) else str(value)
    return cells


def compare(name, expected, found):
    if len(expected) != len(found):
        sys.exit(f"{name}: {len(found)} rows instead of {len(expected)}")
    for number, (want, have) in enumerate(zip(expected, found), 1):
        for field in want.keys() | have.keys():
            if have.get(field) != want.get(field):
                sys.exit(f"{name}: row {number}: {field}: {have.get(field)!r} instead of {want.get(field)!r}")


def with_objects(row):
    return {name: json.loads(value) if name in OBJECTS else value for name, value in row.items()}


def delimited(path, delimiter):
    with open(path, newline="", encoding="utf-8") as file:
        rows = [{k: v for k, v in row.items() if v != ""} for row in csv.DictReader(file, delimiter=delimiter, strict=True)]
    return [with_objects(row) for row in rows]


def in_xml(text):
    """What a parser can give back: line ends are one character (XML 1.0 §2.11), controls cannot be written (§2.2)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\t\n" or c >= " " and c not in "\ufffe\uffff")


def pictures_in_cells(row):
    """A comma in an address is an address in a list, and an end in a cell."""
    pictures = [url.replace(",", "%2C") for url in row.get("additional_image_urls", [])]
    return row | ({"additional_image_urls": pictures} if pictures else {})


def parquet(path, expected):
    try:
        import pandas
        import pyarrow.parquet
    except ImportError:
        print(f"{path.name} was not read for want of pandas and pyarrow")
        return
    table = pyarrow.parquet.read_table(path)
    rows = [{k: v for k, v in row.items() if v is not None} for row in table.to_pylist()]
    compare(f"{path.name} by pyarrow", expected, [pictures_in_cells(with_objects(row)) for row in rows])

    rows = []
    for row in pandas.read_parquet(path, dtype_backend="numpy_nullable").to_dict("records"):
        lists = {k: list(v) for k, v in row.items() if hasattr(v, "tolist") and getattr(v, "ndim", 0) == 1}
        plain = {k: v for k, v in row.items() if k not in lists and not pandas.isna(v)}
        rows.append(pictures_in_cells(with_objects(plain | lists)))
    compare(f"{path.name} by pandas", expected, rows)


def main():
    folder = pathlib.Path(sys.argv[1])
    load = lambda name: json.loads((folder / name).read_text(encoding="utf-8"))
    info = load("info.json")
    triples = [(product, variant, info) for product in load("catalog.json") for variant in product["variants"]]
    d = [row_d(*triple) for triple in triples]
    with open(folder / "d.jsonl", encoding="utf-8", newline="\n") as file:
        compare("d.jsonl", d, [pictures_in_cells(json.loads(line)) for line in file])
    cells = [as_cells(row) for row in d]
    compare("d.csv", cells, delimited(folder / "d.csv", ","))
    compare("d.tsv", cells, delimited(folder / "d.tsv", "\t"))
    parquet(folder / "d.parquet", d)

    items = xml.etree.ElementTree.parse(folder / "a.xml").getroot().findall("./channel/item")
    found = [{element.tag: element.text or "" for element in item} for item in items]
    found = [{k: v for k, v in row.items() if v != ""} for row in found]
    a = [{name: in_xml(text) for name, text in row_a(*triple).items()} for triple in triples]
    a = [{name: text for name, text in row.items() if text != ""} for row in a]
    compare("a.xml", a, found)

    # A column that no row of the catalog fills would be compared with nothing.
    seen = {name for row in d for name in row}
    with open(folder / "d.csv", newline="", encoding="utf-8") as file:
        if never := set(next(csv.reader(file))) - seen:
            sys.exit(f"the catalog never fills {sorted(never)}")


main()
