//! Step 2: the bearer token names a principal.

use std::error::Error;
use std::fmt;

use async_trait::async_trait;
use http::HeaderMap;
use http::header::AUTHORIZATION;
use sha2::{Digest, Sha256};
use subtle::{Choice, ConditionallySelectable, ConstantTimeEq};

use super::refusal::Problem;
use crate::types::{Principal, Secret};

/// Knows who stands behind a bearer token.
#[async_trait]
pub trait Authenticator: fmt::Debug + Send + Sync + 'static {
    /// Who it is, or `None` when the token is good for nothing. Compare in constant time.
    ///
    /// # Errors
    ///
    /// [`AuthenticationError`] when it cannot be found out just now; the agent gets a 503.
    async fn authenticate(&self, token: &Secret) -> Result<Option<Principal>, AuthenticationError>;
}

/// It cannot be found out just now who stands behind a token.
#[derive(Debug)]
pub struct AuthenticationError {
    source: Box<dyn Error + Send + Sync>,
}

impl AuthenticationError {
    /// Because of that.
    pub fn new(source: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self { source: source.into() }
    }
}

impl fmt::Display for AuthenticationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the token could not be checked")
    }
}

impl Error for AuthenticationError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}

/// A fixed list of API keys, each of one principal. Several keys may belong to one principal, so that they can be
/// changed without a gap.
///
/// Only their SHA-256 digests are kept. Each digest is compared, in constant time, whatever the others said.
///
/// ```
/// use agentic_commerce::inbound::{ApiKeys, Authenticator};
///
/// let keys = ApiKeys::new().with_key("chatgpt", "sk_live_1").with_key("chatgpt", "sk_live_2");
/// # fn is_one(_: &impl Authenticator) {}
/// # is_one(&keys);
/// ```
#[derive(Clone, Default)]
#[must_use]
pub struct ApiKeys {
    keys: Vec<([u8; 32], Principal)>,
}

impl ApiKeys {
    /// No keys: nobody gets in.
    pub fn new() -> Self {
        Self::default()
    }

    /// One more key, good for that principal. The last one given counts when a key is given twice.
    pub fn with_key(mut self, principal: impl Into<Principal>, key: impl Into<Secret>) -> Self {
        let key = key.into();
        self.keys.push((Sha256::digest(key.expose().as_bytes()).into(), principal.into()));
        self
    }

    fn find(&self, token: &Secret) -> Option<&Principal> {
        let digest: [u8; 32] = Sha256::digest(token.expose().as_bytes()).into();
        let mut found = 0_u64;
        for (place, (key, _)) in (1_u64..).zip(&self.keys) {
            let equal: Choice = key.ct_eq(&digest);
            found.conditional_assign(&place, equal);
        }
        let place = usize::try_from(found).ok()?.checked_sub(1)?;
        self.keys.get(place).map(|(_, principal)| principal)
    }
}

/// Says how many keys there are.
impl fmt::Debug for ApiKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ApiKeys({})", self.keys.len())
    }
}

#[async_trait]
impl Authenticator for ApiKeys {
    async fn authenticate(&self, token: &Secret) -> Result<Option<Principal>, AuthenticationError> {
        Ok(self.find(token).cloned())
    }
}

/// The principal behind `Authorization: Bearer …` (ACP-AUTH-01, ACP-AUTH-02).
pub(super) async fn authenticate(authenticator: &dyn Authenticator, headers: &HeaderMap) -> Result<Principal, Problem> {
    let token = bearer(headers).ok_or_else(Problem::unauthorized)?;
    match authenticator.authenticate(&token).await {
        Ok(Some(principal)) => Ok(principal),
        Ok(None) => Err(Problem::unauthorized()),
        Err(error) => Err(Problem::of_authenticator(&error)),
    }
}

/// Exactly one header, its scheme in any case (RFC 9110 §11.1), its token not empty.
fn bearer(headers: &HeaderMap) -> Option<Secret> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else { return None };
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then(|| Secret::new(token))
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn principal(keys: &ApiKeys, token: &str) -> Option<String> {
        keys.find(&Secret::new(token)).map(ToString::to_string)
    }

    // ACP-AUTH-02, ACP-AUTH-04
    #[test]
    fn a_key_names_its_principal() {
        let keys = ApiKeys::new().with_key("chatgpt", "sk_1").with_key("chatgpt", "sk_2").with_key("other", "sk_3");
        for (token, expected) in [
            ("sk_1", Some("chatgpt")),
            ("sk_2", Some("chatgpt")),
            ("sk_3", Some("other")),
            ("sk_4", None),
            ("sk_", None),
            ("sk_11", None),
            ("SK_1", None),
            ("", None),
        ] {
            assert_eq!(principal(&keys, token).as_deref(), expected, "{token:?}");
        }
    }

    #[test]
    fn without_keys_nobody_gets_in() {
        assert_eq!(principal(&ApiKeys::new(), "sk_1"), None);
        assert_eq!(principal(&ApiKeys::new(), ""), None);
    }

    #[test]
    fn of_one_key_given_twice_the_last_counts() {
        let keys = ApiKeys::new().with_key("first", "sk_1").with_key("other", "sk_2").with_key("last", "sk_1");
        assert_eq!(principal(&keys, "sk_1").as_deref(), Some("last"));
    }

    // ACP-BUY-10
    #[test]
    fn keys_do_not_print() {
        assert_eq!(format!("{:?}", ApiKeys::new().with_key("chatgpt", "sk_1").with_key("x", "sk_2")), "ApiKeys(2)");
    }

    fn token(values: &[&str]) -> Option<String> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(AUTHORIZATION, HeaderValue::from_str(value).unwrap());
        }
        bearer(&headers).map(|token| token.expose().to_owned())
    }

    // ACP-AUTH-01; the scheme in any case: RFC 9110 §11.1.
    #[test]
    fn a_bearer_token_is_read() {
        for value in ["Bearer sk_1", "bearer sk_1", "BEARER sk_1", "Bearer  sk_1", "Bearer sk_1 "] {
            assert_eq!(token(&[value]).as_deref(), Some("sk_1"), "{value:?}");
        }
        assert_eq!(token(&["Bearer a+/=._~-"]).as_deref(), Some("a+/=._~-"));
    }

    #[test]
    fn everything_else_is_no_token() {
        for value in ["", "Bearer", "Bearer ", "Bearer   ", "Basic c2tfMQ==", "sk_1", "Bearersk_1", "Bearer: sk_1 x"] {
            assert_eq!(token(&[value]), None, "{value:?}");
        }
        assert_eq!(token(&[]), None);
        // Two headers: which of them would count?
        assert_eq!(token(&["Bearer sk_1", "Bearer sk_2"]), None);
        assert_eq!(token(&["Bearer sk_1", "Bearer sk_1"]), None);
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, HeaderValue::from_bytes(b"Bearer sk_\xff").unwrap());
        assert!(bearer(&headers).is_none(), "not ASCII");
    }

    /// Somebody who cannot find out.
    #[derive(Debug)]
    struct Down;

    #[async_trait]
    impl Authenticator for Down {
        async fn authenticate(&self, _: &Secret) -> Result<Option<Principal>, AuthenticationError> {
            Err(AuthenticationError::new(std::io::Error::other("directory unreachable")))
        }
    }

    // ACP-AUTH-03
    #[tokio::test]
    async fn whoever_is_unknown_is_told_so_and_nobody_is_when_it_cannot_be_found_out() {
        let keys = ApiKeys::new().with_key("chatgpt", "sk_1");
        let mut headers = HeaderMap::new();
        assert_eq!(authenticate(&keys, &headers).await.unwrap_err().answer(None).status, 401);
        headers.insert(AUTHORIZATION, HeaderValue::from_static("Bearer sk_2"));
        assert_eq!(authenticate(&keys, &headers).await.unwrap_err().answer(None).status, 401);
        assert_eq!(authenticate(&Down, &headers).await.unwrap_err().answer(None).status, 503);
        headers.insert(AUTHORIZATION, HeaderValue::from_static("Bearer sk_1"));
        assert_eq!(authenticate(&keys, &headers).await.unwrap(), "chatgpt");
    }
}
