//! The curl commands that the store prints.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use agentic_commerce::sample::{Catalog, Product, ProductKind, Stock, token};
use agentic_commerce::types::{ApiVersion, Currency, Secret, Uri};
use serde_json::Value;

use crate::arguments::Arguments;

/// A shell function that signs a body the way `HmacVerifier` checks it unless told otherwise.
const SIGN: &str = r#"  SECRET='...'
  sign() {
    TS=$(date -u +%Y-%m-%dT%H:%M:%SZ)
    SIGNATURE=$(printf '%s.%s' "$TS" "$1" | openssl dgst -sha256 -hmac "$SECRET" -binary | openssl base64 -A)
  }
"#;

/// The curl commands of a purchase from this very store, to be copied one after the other.
#[derive(Debug)]
pub(crate) struct Commands {
    url: String,
    key: Secret,
    signed: bool,
    title: String,
    item: String,
    currency: Currency,
    country: String,
}

impl Commands {
    /// The commands for a store that is reached at `url`.
    pub(crate) fn new(url: &Uri, arguments: &Arguments, catalog: &Catalog) -> Self {
        let item = showpiece(catalog);
        let country = catalog.shipping().find_map(|option| option.countries.first());
        Self {
            url: url.to_string(),
            key: arguments.api_keys.first().map_or_else(|| Secret::new(""), |api_key| api_key.key.clone()),
            signed: !arguments.signing_secrets.is_empty(),
            title: item.map_or_else(String::new, |item| item.title.clone()),
            item: item.map_or_else(String::new, |item| item.id.as_str().to_owned()),
            currency: catalog.currency(),
            country: country.map_or_else(|| "US".to_owned(), |country| country.to_ascii_uppercase()),
        }
    }

    fn create(&self, version: ApiVersion) -> String {
        let items = format!(r#"[{{"id":{},"quantity":1}}]"#, Value::from(self.item.as_str()));
        match version {
            ApiVersion::V2025_09_29 => format!(r#"{{"items":{items}}}"#),
            _ => format!(r#"{{"line_items":{items},"currency":"{}","capabilities":{{}}}}"#, self.currency),
        }
    }

    fn update(&self) -> String {
        let place = match self.country.as_str() {
            "US" => r#""city":"San Francisco","state":"CA","postal_code":"94105""#,
            _ => r#""city":"Anytown","state":"Anystate","postal_code":"10000""#,
        };
        let address =
            format!(r#"{{"name":"Ada Lovelace","line_one":"1 Market Street",{place},"country":"{}"}}"#, self.country);
        let buyer = r#"{"first_name":"Ada","last_name":"Lovelace","email":"ada@example.com"}"#;
        format!(r#"{{"buyer":{buyer},"fulfillment_details":{{"name":"Ada Lovelace","address":{address}}}}}"#)
    }

    fn complete() -> String {
        let instrument = format!(r#"{{"type":"card","credential":{{"type":"spt","token":"{}"}}}}"#, token::SUCCESS);
        format!(r#"{{"payment_data":{{"handler_id":"card_tokenized","instrument":{instrument}}}}}"#)
    }

    /// The command that sends `body` to `path`. Its idempotency key is another one every second.
    fn curl(&self, version: ApiVersion, path: &str, name: &str, body: &str) -> String {
        let url = &self.url;
        let bearer = quoted(&format!("Authorization: Bearer {}", self.key.expose()));
        let (signature, body) = if self.signed {
            ("    -H \"Timestamp: $TS\" -H \"Signature: $SIGNATURE\" \\\n", "\"$BODY\"".to_owned())
        } else {
            ("", quoted(body))
        };
        format!(
            "curl -sS \"{url}/checkout_sessions{path}\" \\\n    -H {bearer} \\\n{signature}    \
             -H 'API-Version: {version}' -H \"Idempotency-Key: {name}-$(date +%s)\" \\\n    \
             -H 'Content-Type: application/json' -d {body}"
        )
    }

    /// What comes before the command, to sign the body.
    fn sign(&self, body: &str) -> String {
        if self.signed { format!("  BODY={}; sign \"$BODY\"\n", quoted(body)) } else { String::new() }
    }
}

impl fmt::Display for Commands {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NEW: ApiVersion = ApiVersion::V2026_04_17;
        const OLD: ApiVersion = ApiVersion::V2025_09_29;
        let Self { url, title, .. } = self;
        writeln!(f, "Agents buy at {url}/checkout_sessions\n")?;
        if self.signed {
            writeln!(
                f,
                "Requests must be signed. Put a secret that the store was given between the quotes:\n\n{SIGN}"
            )?;
        }
        let body = self.create(NEW);
        writeln!(f, "Create a session ({NEW}) for one {title}, without an address:\n")?;
        let create = self.curl(NEW, "", "create", &body);
        writeln!(f, "{}  REPLY=$({create}); printf '%s\\n' \"$REPLY\"", self.sign(&body))?;
        writeln!(f, "  ID=$(printf '%s' \"$REPLY\" | grep -o 'cs_[0-9a-f]*' | head -n 1)\n")?;
        for (title, version, path, name, body) in [
            ("Say who buys and where it goes", NEW, "/$ID", "update", self.update()),
            ("Pay", NEW, "/$ID/complete", "complete", Self::complete()),
            ("Begin again, in the oldest release", OLD, "", "create-old", self.create(OLD)),
        ] {
            writeln!(f, "{title}:\n\n{}  {}; echo\n", self.sign(&body), self.curl(version, path, name, &body))?;
        }
        Ok(())
    }
}

/// What the commands buy: the cheapest of what is sent and there, or whatever there is.
fn showpiece(catalog: &Catalog) -> Option<&Product> {
    let sent = |product: &&Product| product.kind == ProductKind::Physical && product.stock != Stock::Pieces(0);
    catalog.products().filter(sent).min_by_key(|product| product.price.minor).or_else(|| catalog.products().next())
}

/// Where this machine reaches a server that listens at `address`.
pub(crate) const fn reachable(address: SocketAddr) -> SocketAddr {
    let ip = match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, address.port())
}

/// One word for a shell, whatever is in it.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', r"'\''"))
}
