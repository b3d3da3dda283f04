"""Reads feeds with Python's own readers and compares them, field by field, with the catalog that they were written from.

    read.py FOLDER      with catalog.json, d.csv, d.tsv, d.jsonl and a.xml in it

The mapping below was written from the tables of the feed's fields, not from the crate. Prints nothing if all is equal.
"""

import csv
import json
import pathlib
import sys
import xml.etree.ElementTree

EXPONENTS = {"usd": 2, "eur": 2, "jpy": 0, "kwd": 3}
csv.field_size_limit(10_000_000)


def money(amount):
    digits = EXPONENTS[amount["currency"]]
    text = str(amount["minor"]).rjust(digits + 1, "0")
    if digits:
        text = text[:-digits] + "." + text[-digits:]
    return text + " " + amount["currency"].upper()


def number(value):
    return repr(value).removesuffix(".0")


def stars(rating):
    return f"{rating['hundredths'] // 100}.{rating['hundredths'] % 100:02}"


def facts(product, variant):
    """What both revisions say, by meaning."""
    pictures = [m["url"] for m in variant["media"] or product["media"] if m["kind"] == "image"]
    sale = variant["sale_price"]
    on_sale = sale and sale["minor"] < variant["price"]["minor"]
    several = len(product["variants"]) > 1
    option = lambda name: next((o["value"] for o in variant["options"] if o["name"].lower() == name), None)
    weight = variant["weight"]
    return {
        "id": variant["id"],
        "title": variant["title"],
        "description": (variant["description"] or {}).get("plain") or product["description"].get("plain"),
        "link": variant["url"] or product["url"],
        "brand": product["brand"],
        "image": pictures[0] if pictures else None,
        "more_images": [url.replace(",", "%2C") for url in pictures[1:]],
        "price": money(variant["price"]),
        "sale_price": money(sale) if on_sale else None,
        "gtin": variant["gtin"],
        "mpn": variant["mpn"],
        "condition": variant["condition"],
        "color": variant["color"] or option("color"),
        "size": variant["size"] or option("size"),
        "material": variant["material"] or option("material"),
        "group": product["id"] if several else None,
        "options": [(o["name"], o["value"]) for o in variant["options"]] if several else [],
        "rating": product["rating"],
        "weight": (number(weight["value"]), weight["unit"]) if weight else None,
        "availability": variant["availability"],
    }


def row_d(product, variant):
    fact = facts(product, variant)
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
        "condition": fact["condition"],
        "color": fact["color"],
        "size": fact["size"],
        "material": fact["material"],
        "group_id": fact["group"],
        "listing_has_variations": True if fact["group"] else None,
        "variant_dict": dict(fact["options"]),
        "weight": fact["weight"] and fact["weight"][0],
        "item_weight_unit": fact["weight"] and fact["weight"][1],
        "review_count": fact["rating"] and fact["rating"]["count"],
        "star_rating": fact["rating"] and stars(fact["rating"]),
    }
    return {name: value for name, value in row.items() if value not in (None, "", [], {})}


def row_a(product, variant):
    fact = facts(product, variant)
    words = {"low_stock": "in_stock", "pre_order": "preorder", "backorder": "out_of_stock"}
    row = {
        "enable_search": str(variant["searchable"]).lower(),
        "enable_checkout": str(variant["searchable"] and variant["purchasable"]).lower(),
        "id": fact["id"],
        "title": fact["title"],
        "description": fact["description"],
        "link": fact["link"],
        "brand": fact["brand"],
        "image_link": fact["image"],
        "additional_image_link": ",".join(fact["more_images"]),
        "price": fact["price"],
        "sale_price": fact["sale_price"],
        "availability": words.get(fact["availability"], fact["availability"]),
        "gtin": fact["gtin"],
        "mpn": fact["mpn"],
        "condition": fact["condition"],
        "color": fact["color"],
        "size": fact["size"],
        "material": fact["material"],
        "item_group_id": fact["group"],
        "item_group_title": product["title"] if fact["group"] else None,
        "weight": fact["weight"] and " ".join(fact["weight"]),
        "product_review_count": fact["rating"] and str(fact["rating"]["count"]),
        "product_review_rating": fact["rating"] and stars(fact["rating"]),
    }
    for place, (name, value) in enumerate(fact["options"][:3], 1):
        row[f"Custom_variant{place}_category"], row[f"Custom_variant{place}_option"] = name, value
    return {name: value for name, value in row.items() if value not in (None, "")}


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
        for field, value in want.items():
            if have.get(field) != value:
                sys.exit(f"{name}: row {number}: {field}: {have.get(field)!r} instead of {value!r}")
        # What the catalog does not say must not be there, of the fields that are looked at.
        looked_at = {field for row in expected for field in row}
        for field in have.keys() & looked_at - want.keys():
            sys.exit(f"{name}: row {number}: {field}: {have[field]!r} instead of nothing")


def delimited(path, delimiter):
    with open(path, newline="", encoding="utf-8") as file:
        rows = [{k: v for k, v in row.items() if v != ""} for row in csv.DictReader(file, delimiter=delimiter, strict=True)]
    for row in rows:
        if "variant_dict" in row:
            row["variant_dict"] = json.loads(row["variant_dict"])
    return rows


def in_xml(text):
    """What a parser can give back: line ends are one character (XML 1.0 §2.11), controls cannot be written (§2.2)."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in text if c in "\t\n" or c >= " " and c not in "\ufffe\uffff")


def main():
    folder = pathlib.Path(sys.argv[1])
    catalog = json.loads((folder / "catalog.json").read_text(encoding="utf-8"))
    pairs = [(product, variant) for product in catalog for variant in product["variants"]]
    d = [row_d(*pair) for pair in pairs]
    with open(folder / "d.jsonl", encoding="utf-8", newline="\n") as file:
        lines = [json.loads(line) for line in file]
    for line in lines:
        line["additional_image_urls"] = [url.replace(",", "%2C") for url in line.get("additional_image_urls", [])]
    lines = [{k: v for k, v in line.items() if v != []} for line in lines]
    compare("d.jsonl", d, lines)
    compare("d.csv", [as_cells(row) for row in d], delimited(folder / "d.csv", ","))
    compare("d.tsv", [as_cells(row) for row in d], delimited(folder / "d.tsv", "\t"))

    items = xml.etree.ElementTree.parse(folder / "a.xml").getroot().findall("./channel/item")
    found = [{element.tag: element.text or "" for element in item} for item in items]
    found = [{k: v for k, v in row.items() if v != ""} for row in found]
    a = [{name: in_xml(text) for name, text in row_a(*pair).items()} for pair in pairs]
    a = [{name: text for name, text in row.items() if text != ""} for row in a]
    compare("a.xml", a, found)


main()
