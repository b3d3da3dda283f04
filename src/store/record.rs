//! What a database keeps of the store's types: documents as JSON, numbers as signed ones.
//!
//! Documents are read by [`crate::json`], which takes every number as it was written.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Answer, Session, StoreError};
use crate::json;
use crate::types::Timestamp;

/// How long a key stays whose request never answered, in milliseconds: a day past its lease.
const ABANDONED: i64 = 86_400_000;

pub(super) fn write(document: &impl Serialize) -> Result<String, StoreError> {
    serde_json::to_string(document).map_err(StoreError::new)
}

pub(super) fn read<T: DeserializeOwned>(document: &str) -> Result<T, StoreError> {
    let tree = json::parse(document.as_bytes()).map_err(StoreError::new)?;
    json::decode(&tree).map_err(StoreError::new)
}

pub(super) fn read_session(document: &str) -> Result<Arc<Session>, StoreError> {
    read(document).map(Arc::new)
}

/// An answer as three columns: status, headers, body.
pub(super) fn write_answer(answer: &Answer) -> Result<(i16, String, &[u8]), StoreError> {
    let status = i16::try_from(answer.status.as_u16()).map_err(StoreError::new)?;
    let mut headers = Vec::with_capacity(answer.headers.len());
    for (name, value) in &answer.headers {
        headers.push((name.as_str(), value.to_str().map_err(StoreError::new)?));
    }
    Ok((status, write(&headers)?, &answer.body))
}

pub(super) fn read_answer(status: i16, headers: &str, body: Vec<u8>) -> Result<Answer, StoreError> {
    let status = u16::try_from(status).map_err(StoreError::new)?;
    let mut answer = Answer::new(StatusCode::from_u16(status).map_err(StoreError::new)?, Bytes::from(body));
    answer.headers = read::<Vec<(String, String)>>(headers)?
        .into_iter()
        .map(|(name, value)| {
            let name = HeaderName::try_from(name).map_err(StoreError::new)?;
            Ok((name, HeaderValue::try_from(value).map_err(StoreError::new)?))
        })
        .collect::<Result<HeaderMap, StoreError>>()?;
    Ok(answer)
}

/// A revision as a database counts. They count from one, so none is ever too large.
pub(super) fn revision(revision: u64) -> Result<i64, StoreError> {
    i64::try_from(revision).map_err(StoreError::new)
}

/// How many rows at most.
pub(super) fn limit(limit: usize) -> i64 {
    i64::try_from(limit).unwrap_or(i64::MAX)
}

/// Until when a key stays whose request may never answer.
pub(super) fn keep_in_flight(lease_until: Timestamp) -> i64 {
    lease_until.unix_millis().saturating_add(ABANDONED)
}
