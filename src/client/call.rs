//! The five operations.

use bytes::Bytes;
use http::Request;

use super::answer::{Answer, accept};
use super::request::Target;
use super::{Attempt, Client, ClientError, Reply};
use crate::acp::Operation;
use crate::model::{Cancel, Complete, Create, Update};
use crate::types::CheckoutId;

/// A call that changes something, under one idempotency key. See [`Client::keyed`].
#[derive(Debug, Clone)]
#[must_use = "a call does nothing until it is given a command"]
pub struct Call<'c> {
    client: &'c Client,
    key: Option<String>,
}

impl Client {
    /// A call under that idempotency key: 1 to 255 printable ASCII characters without spaces.
    ///
    /// Use a key for one command on one session, and for every attempt at it. The same key with another command is
    /// refused by the merchant (409 or 422, `idempotency_conflict`), and that is for good.
    pub fn keyed(&self, key: impl Into<String>) -> Call<'_> {
        Call { client: self, key: Some(key.into()) }
    }

    /// Begins a session, under a new idempotency key.
    ///
    /// # Errors
    ///
    /// [`ClientError`] when the merchant refuses or cannot be understood.
    pub async fn create(&self, create: &Create) -> Result<Reply, ClientError> {
        self.unkeyed().create(create).await
    }

    /// Changes a session, under a new idempotency key.
    ///
    /// # Errors
    ///
    /// [`ClientError`] when the update changes nothing, or the merchant refuses or cannot be understood.
    pub async fn update(&self, id: &CheckoutId, update: &Update) -> Result<Reply, ClientError> {
        self.unkeyed().update(id, update).await
    }

    /// Reads a session.
    ///
    /// # Errors
    ///
    /// [`ClientError`] when the merchant refuses or cannot be understood.
    pub async fn retrieve(&self, id: &CheckoutId) -> Result<Reply, ClientError> {
        self.exchange(self.get(Target::Session(id))?).await?.read(self.dialect.version())
    }

    /// Pays and orders, under a new idempotency key. To be able to try again after a crash of one's own, note a key down
    /// first and use [`keyed`](Self::keyed).
    ///
    /// A declined payment is no error: the session says so.
    ///
    /// # Errors
    ///
    /// [`ClientError`] when the merchant refuses or cannot be understood.
    pub async fn complete(&self, id: &CheckoutId, complete: &Complete) -> Result<Reply, ClientError> {
        self.unkeyed().complete(id, complete).await
    }

    /// Gives a session up, under a new idempotency key.
    ///
    /// # Errors
    ///
    /// [`ClientError`] when the merchant refuses or cannot be understood.
    pub async fn cancel(&self, id: &CheckoutId, cancel: &Cancel) -> Result<Reply, ClientError> {
        self.unkeyed().cancel(id, cancel).await
    }

    const fn unkeyed(&self) -> Call<'_> {
        Call { client: self, key: None }
    }

    /// Sends a request, once.
    pub(super) async fn exchange(&self, (request, attempt): (Request<Bytes>, Attempt)) -> Result<Answer, ClientError> {
        match self.transport.send(request).await {
            Ok(response) => accept(response, attempt, self.clock.now()),
            Err(error) => Err(ClientError::Transport { error, attempt }),
        }
    }
}

impl Call<'_> {
    /// Begins a session.
    ///
    /// # Errors
    ///
    /// [`ClientError`] when the merchant refuses or cannot be understood.
    pub async fn create(self, create: &Create) -> Result<Reply, ClientError> {
        let body = self.client.dialect.encode_create(create)?;
        self.send(Target::Sessions, Some(body)).await
    }

    /// Changes a session. What the update does not mention is not sent; what it clears is sent as `null`.
    ///
    /// # Errors
    ///
    /// [`ClientError`] when the update changes nothing, or the merchant refuses or cannot be understood.
    pub async fn update(self, id: &CheckoutId, update: &Update) -> Result<Reply, ClientError> {
        // ACP-UPD-07
        if *update == Update::default() {
            return Err(ClientError::EmptyUpdate);
        }
        let body = self.client.dialect.encode_update(update)?;
        self.send(Target::Session(id), Some(body)).await
    }

    /// Pays and orders. A declined payment is no error: the session says so.
    ///
    /// # Errors
    ///
    /// [`ClientError`] when the merchant refuses or cannot be understood.
    pub async fn complete(self, id: &CheckoutId, complete: &Complete) -> Result<Reply, ClientError> {
        let body = self.client.dialect.encode_complete(complete)?;
        self.send(Target::Verb(id, Operation::Complete), Some(body)).await
    }

    /// Gives a session up.
    ///
    /// # Errors
    ///
    /// [`ClientError`] when the merchant refuses or cannot be understood.
    pub async fn cancel(self, id: &CheckoutId, cancel: &Cancel) -> Result<Reply, ClientError> {
        let body = self.client.dialect.encode_cancel(cancel)?;
        self.send(Target::Verb(id, Operation::Cancel), body).await
    }

    pub(super) async fn send(self, target: Target<'_>, body: Option<Vec<u8>>) -> Result<Reply, ClientError> {
        let request = self.client.post(target, self.key, body)?;
        self.client.exchange(request).await?.read(self.client.dialect.version())
    }
}
