//! Names that lead to the public Internet, or nowhere.

use std::error::Error;
use std::net::SocketAddr;
use std::sync::Arc;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::transport::is_public;

/// Passes on what a resolver answers, but only addresses of the public Internet. Whoever owns a name decides what it
/// leads to, and may decide anew for each request.
pub(super) struct PublicOnly<R>(pub(super) R);

/// Asks the operating system.
#[derive(Debug)]
pub(super) struct System;

/// A name leads to no public address.
#[derive(Debug, thiserror::Error)]
#[error("it leads to no address of the public Internet")]
pub(super) struct NotPublic;

impl<R: Resolve> Resolve for PublicOnly<R> {
    fn resolve(&self, name: Name) -> Resolving {
        let answer = self.0.resolve(name);
        Box::pin(async move {
            let public: Vec<SocketAddr> = answer.await?.filter(|address| is_public(address.ip())).collect();
            if public.is_empty() {
                return Err(Box::new(NotPublic) as Box<dyn Error + Send + Sync>);
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}

impl Resolve for System {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

impl Resolve for PublicOnly<Arc<dyn Resolve>> {
    fn resolve(&self, name: Name) -> Resolving {
        PublicOnly(Shared(Arc::clone(&self.0))).resolve(name)
    }
}

struct Shared(Arc<dyn Resolve>);

impl Resolve for Shared {
    fn resolve(&self, name: Name) -> Resolving {
        self.0.resolve(name)
    }
}
