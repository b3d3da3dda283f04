use crate::sample::{Catalog, Reduction, Stock};

/// A small file whose lines are numbered in the tests.
const FILE: &str = r#"{
  "currency": "eur",
  "base_url": "https://bakery.example/",
  "tax_rate": 0.07,
  "links": {
    "terms_of_use": "https://bakery.example/terms"
  },
  "products": [
    {
      "id": "rye",
      "title": "Rye bread",
      "price": 420,
      "stock": 12,
      "kind": "physical"
    },
    { "id": "recipe", "title": "Recipe", "price": 99, "stock": "unlimited", "kind": "digital" }
  ],
  "shipping": [
    { "id": "post", "title": "Post", "price": 390, "days": { "from": 2, "to": 3 }, "countries": ["DE",
      "AT"] }
  ],
  "discounts": [
    { "code": "MORNING", "name": "An eighth off", "percent": "12.5" },
    { "code": "EVENING", "name": "One euro off", "amount": 100, "minimum": 1000 }
  ]
}
"#;

/// What the reader says when one piece of the file is another.
fn error(from: &str, to: &str) -> String {
    assert_eq!(FILE.matches(from).count(), 1, "{from}");
    Catalog::from_json(&FILE.replace(from, to)).unwrap_err().to_string()
}

#[test]
fn a_file_is_read() {
    let catalog = Catalog::from_json(FILE).unwrap();
    assert_eq!(catalog.currency().as_str(), "eur");
    assert_eq!(catalog.tax_rate, 70_000);
    assert_eq!(catalog.links[0].url.as_str(), "https://bakery.example/terms");
    assert_eq!(catalog.products().map(|product| product.id.as_str()).collect::<Vec<_>>(), ["recipe", "rye"]);
    assert_eq!(catalog.product("rye").unwrap().stock, Stock::Pieces(12));
    assert_eq!(catalog.product("recipe").unwrap().stock, Stock::Unlimited);
    assert_eq!(catalog.shipping[0].days, 2..=3);
    assert_eq!(catalog.shipping[0].countries, ["DE", "AT"]);
    assert_eq!(catalog.discount("morning").unwrap().reduction, Reduction::Percent(125_000));
    let evening = catalog.discount("Evening").unwrap();
    assert_eq!(evening.minimum.map(|minimum| minimum.to_string()).as_deref(), Some("10.00 EUR"));
}

#[test]
fn the_builtin_catalog_is_read() {
    let catalog = Catalog::builtin();
    assert_eq!(catalog.tax_rate, 82_500);
    assert_eq!(catalog.products().count(), 5);
    assert_eq!(catalog.shipping.len(), 4);
}

#[test]
fn rates_are_exact() {
    let rate = |text: &str| Catalog::from_json(&FILE.replace("0.07", text)).map(|catalog| catalog.tax_rate).ok();
    for (text, millionths) in [
        ("0.0825", Some(82_500)),
        ("\"0.0825\"", Some(82_500)),
        ("\"0.000001\"", Some(1)),
        ("0.1", Some(100_000)),
        ("0.29", Some(290_000)),
        ("0", Some(0)),
        ("1", Some(1_000_000)),
        ("1e-2", Some(10_000)),
        ("\"0.0000001\"", None),
        ("1e-7", None),
        ("8.25", None),
        ("1.000001", None),
        ("-0.1", None),
        ("-1", None),
        ("1e300", None),
        ("\"+0.1\"", None),
        ("\".1\"", None),
        ("\"1e-2\"", None),
        ("\"\"", None),
        ("true", None),
    ] {
        assert_eq!(rate(text), millionths, "{text}");
    }
}

#[test]
fn what_types_refuse_names_line_and_field() {
    for (from, to, expected) in [
        ("420", "\"4.20\"", "line 12: products[0].price: invalid type: string \"4.20\", expected i64"),
        ("420", "4.2", "line 12: products[0].price: invalid type: floating point `4.2`, expected i64"),
        ("420", "-1", "line 12: products[0].price: -1 is negative"),
        ("\"price\": 420", "\"prise\": 420", "line 12: products[0].prise: unknown field `prise`"),
        ("\"eur\"", "\"euro\"", "line 2: currency: not a currency code of ISO 4217"),
        ("https://bakery.example/terms", "/terms", "line 6: links.terms_of_use: not an absolute URI"),
        ("\"physical\"", "\"paper\"", "line 14: products[0].kind: `paper` is not one of physical, digital"),
        ("12,", "-3,", "line 13: products[0].stock: invalid type: integer `-3`, expected a number of pieces"),
        ("12,", "\"many\",", "line 13: products[0].stock: invalid value: string \"many\", expected a number of pieces"),
        ("12,", "4294967296,", "line 13: products[0].stock: invalid value: integer `4294967296`"),
        ("0.07", "7", "line 4: tax_rate: invalid value: integer `7`, expected a fraction from 0 to 1"),
        ("\"12.5\"", "112.5", "line 23: discounts[0].percent: invalid value: floating point `112.5`"),
        ("100,", "-100,", "line 24: discounts[1].amount: -100 is negative"),
        ("      \"title\": \"Rye bread\",\n", "", "line 9: products[0]: missing field `title`"),
        ("\"currency\": \"eur\",\n", "", "line 1: missing field `currency`"),
        ("\"stock\": 12,", "\"stock\": 12", "line 14: products[0]: expected `,` or `}`"),
    ] {
        let error = error(from, to);
        assert!(error.starts_with(expected), "{error}\n{expected}");
    }
}

#[test]
fn what_types_let_pass_names_line_and_field() {
    for (from, to, expected) in [
        ("\"recipe\"", "\"rye\"", "line 16: products[1].id: \"rye\" is taken by entry 0"),
        ("\"rye\"", "\"\"", "line 10: products[0].id: must not be empty"),
        ("\"EVENING\"", "\"morning\"", "line 24: discounts[1].code: \"MORNING\" is taken by entry 0"),
        ("\"from\": 2", "\"from\": 4", "line 19: shipping[0].days: from 4 lies after to 3"),
        ("\"AT\"", "\"Austria\"", "line 20: shipping[0].countries[1]: not a country code of two letters"),
        ("terms_of_use", "terms", "line 6: links.terms: not a kind of page; there are terms_of_use, privacy_policy"),
        (
            "\"percent\": \"12.5\"",
            "\"amount\": 1, \"percent\": 1",
            "line 23: discounts[0].amount: takes off a percent or",
        ),
        (", \"percent\": \"12.5\"", "", "line 23: discounts[0]: takes nothing off"),
    ] {
        let error = error(from, to);
        assert!(error.starts_with(expected), "{error}\n{expected}");
    }
    let nothing = r#"{"currency": "eur", "base_url": "https://bakery.example",
        "products": []}"#;
    let error = Catalog::from_json(nothing).unwrap_err();
    assert_eq!(error.to_string(), "line 2: products: a shop needs at least one product");
}

#[test]
fn a_file_that_is_no_json_says_where() {
    assert_eq!(Catalog::from_json("").unwrap_err().to_string(), "line 1: EOF while parsing a value");
    let error = Catalog::from_json(&format!("{FILE}{{}}")).unwrap_err();
    assert_eq!((error.line(), error.field(), error.message()), (27, "", "trailing characters"));
}
