//! Personal data where there must be none (2026-04-17, affiliate attribution §6.2, §7.4).
//!
//! What looks like an e-mail address or a telephone number is taken for one, and so is what is called one: it is better
//! to refuse too much than to let somebody's data through to an attribution network.

use serde_json::Value;

use super::check::is_email;
use crate::model::AffiliateAttribution;
use crate::types::Uri;

/// Words in the name of a fact that say that it is about a person.
const WORDS: [&str; 16] = [
    "address",
    "birthdate",
    "birthday",
    "dob",
    "email",
    "firstname",
    "fullname",
    "lastname",
    "mail",
    "mobile",
    "passport",
    "phone",
    "phonenumber",
    "ssn",
    "surname",
    "telephone",
];

/// The first place in an attribution that holds personal data, as it goes on after the attribution: `.sub_id`.
pub(super) fn find(attribution: &AffiliateAttribution) -> Option<String> {
    let texts = [
        (".provider", Some(attribution.provider.as_str())),
        (".publisher_id", attribution.publisher_id.as_deref()),
        (".campaign_id", attribution.campaign_id.as_deref()),
        (".creative_id", attribution.creative_id.as_deref()),
        (".sub_id", attribution.sub_id.as_deref()),
        (".source.url", attribution.source.as_ref().and_then(|source| source.url.as_ref()).map(Uri::as_str)),
    ];
    let text = texts.into_iter().find(|(_, text)| text.is_some_and(is_personal)).map(|(place, _)| place.to_owned());
    text.or_else(|| {
        let told =
            |(name, value): &(&String, &Value)| is_called_personal(name) || value.as_str().is_some_and(is_personal);
        attribution.metadata.iter().find(told).map(|(name, _)| format!(".metadata{}", member(name)))
    })
}

/// A member of an object in a JSONPath (RFC 9535): `.name`, or `['odd name']`.
fn member(name: &str) -> String {
    let plain = name.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if plain { format!(".{name}") } else { format!("['{}']", name.replace('\\', "\\\\").replace('\'', "\\'")) }
}

fn is_called_personal(name: &str) -> bool {
    let words = name.split(|character: char| !character.is_ascii_alphanumeric());
    let whole: String = words.clone().collect();
    words.chain([whole.as_str()]).any(|word| WORDS.iter().any(|personal| word.eq_ignore_ascii_case(personal)))
}

fn is_personal(text: &str) -> bool {
    let text = text.replace("%40", "@");
    let words = text.split(|character: char| character.is_whitespace() || ",;:<>()[]?&=/\"'".contains(character));
    words.into_iter().any(|word| is_email(word) && word.rsplit('@').next().is_some_and(|domain| domain.contains('.')))
        || is_phone_number(&text)
}

/// Ten to fifteen digits in groups, or seven to fifteen after a plus. Bare digits are more often the number of a
/// campaign.
fn is_phone_number(text: &str) -> bool {
    let text = text.trim();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let groups = text.split(|character: char| !character.is_ascii_digit()).filter(|group| !group.is_empty()).count();
    let international = text.starts_with('+');
    text.bytes().all(|byte| byte.is_ascii_digit() || b"+-. ()".contains(&byte))
        && if international { (7..=15).contains(&digits) } else { (10..=15).contains(&digits) && groups > 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AttributionSource, AttributionSourceKind};

    fn found(change: impl FnOnce(&mut AffiliateAttribution)) -> Option<String> {
        let mut attribution = AffiliateAttribution::new("impact.com");
        change(&mut attribution);
        find(&attribution)
    }

    // ACP-AFF-10, ACP-AFF-11
    #[test]
    fn every_field_is_looked_at() {
        let ada = || Some("ada@example.com".to_owned());
        assert_eq!(found(|_| ()), None);
        assert_eq!(found(|it| it.provider = "ada@example.com".to_owned()).as_deref(), Some(".provider"));
        assert_eq!(found(|it| it.publisher_id = ada()).as_deref(), Some(".publisher_id"));
        assert_eq!(found(|it| it.campaign_id = ada()).as_deref(), Some(".campaign_id"));
        assert_eq!(found(|it| it.creative_id = ada()).as_deref(), Some(".creative_id"));
        assert_eq!(found(|it| it.sub_id = ada()).as_deref(), Some(".sub_id"));
        let page = |address: &str| {
            let mut source = AttributionSource::new(AttributionSourceKind::Url);
            source.url = Some(Uri::new(address).unwrap());
            found(|it| it.source = Some(source))
        };
        assert_eq!(page("https://blog.example/?who=ada%40example.com&x=1").as_deref(), Some(".source.url"));
        assert_eq!(page("https://blog.example/mugs?id=20260417120000"), None);
        let fact = |name: &str, value: Value| found(|it| drop(it.metadata.insert(name.to_owned(), value)));
        assert_eq!(fact("note", "to ada@example.com, soon".into()).as_deref(), Some(".metadata.note"));
        assert_eq!(fact("user_email", true.into()).as_deref(), Some(".metadata.user_email"));
        assert_eq!(fact("user's phone", 1.into()).as_deref(), Some(".metadata['user\\'s phone']"));
        assert_eq!(fact("placement", "sidebar".into()), None);
        // The token is opaque: nobody can tell what is in it.
        assert_eq!(found(|it| it.token = ada()), None);
    }

    #[test]
    fn what_looks_like_personal_data() {
        for personal in [
            "ada@example.com",
            "mailto:ada@example.com",
            "<ada.l@mail.example.co.uk>",
            "x=ada%40example.com",
            "+1 415 555 0100",
            "+14155550100",
            "415-555-0100",
            "(415) 555-0100",
            "415.555.0100",
            "+49 30 1234567",
        ] {
            assert!(is_personal(personal), "{personal}");
        }
        for other in [
            "",
            "pub_123",
            "1234567890",
            "20260417120000",
            "2026-04-17",
            "2026-04-17T12:00:00Z",
            "summer@home",
            "@handle",
            "1.2.3",
            "550e8400-e29b-41d4-a716-446655440000",
            "50 % off",
            "c-100-200",
        ] {
            assert!(!is_personal(other), "{other}");
        }
        for personal in
            ["email", "Email", "user_email", "phone", "Phone-Number", "ssn", "ip_address", "first_name", "DOB"]
        {
            assert!(is_called_personal(personal), "{personal}");
        }
        for other in ["placement", "campaign_name", "emailing", "megaphone", "list"] {
            assert!(!is_called_personal(other), "{other}");
        }
    }
}
