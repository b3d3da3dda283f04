//! A vault that forgets on restart.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use sha2::{Digest, Sha256};

use super::{Deposit, Redeemed, Redemption, TokenRefusal, Vault, VaultError};
use crate::signature::{SigningSecret, hex};
use crate::types::Secret;

/// Keeps cards in memory, for tests and for trying out: real card data need a vault that PCI DSS covers.
///
/// A token is the HMAC of its id, and found by its hash: the vault itself could not tell the tokens that it gave out.
pub struct MemoryVault {
    secret: SigningSecret,
    cards: Mutex<BTreeMap<[u8; 32], Kept>>,
}

struct Kept {
    deposit: Deposit,
    /// The attempt that used it.
    used_by: Option<String>,
}

impl MemoryVault {
    /// An empty vault, whose tokens nobody can guess who does not know that secret.
    #[must_use]
    pub const fn new(secret: SigningSecret) -> Self {
        Self { secret, cards: Mutex::new(BTreeMap::new()) }
    }

    fn token_of(&self, id: &str) -> Secret {
        Secret::new(format!("vt_{}", hex::encode(&self.secret.sign(&[id.as_bytes()]))))
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<[u8; 32], Kept>> {
        self.cards.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn place(token: &Secret) -> [u8; 32] {
    Sha256::digest(token.expose().as_bytes()).into()
}

#[async_trait]
impl Vault for MemoryVault {
    async fn keep(&self, id: &str, deposit: Deposit) -> Result<(), VaultError> {
        self.lock().insert(place(&self.token_of(id)), Kept { deposit, used_by: None });
        Ok(())
    }

    async fn token(&self, id: &str) -> Result<Secret, VaultError> {
        Ok(self.token_of(id))
    }

    async fn redeem(&self, redemption: &Redemption<'_>) -> Result<Result<Redeemed, TokenRefusal>, VaultError> {
        let mut cards = self.lock();
        let Some(kept) = cards.get_mut(&place(redemption.token)) else { return Ok(Err(TokenRefusal::Unknown)) };
        match &kept.used_by {
            Some(attempt) if attempt == redemption.attempt => {}
            // Whoever may not use it is not told that somebody has.
            _ => {
                if let Err(refusal) = redemption.check(&kept.deposit.allowance) {
                    return Ok(Err(refusal));
                }
                if kept.used_by.is_some() {
                    return Ok(Err(TokenRefusal::Used));
                }
                kept.used_by = Some(redemption.attempt.to_owned());
            }
        }
        Ok(Ok(Redeemed::new(kept.deposit.card.clone())))
    }
}

/// Says how many cards there are.
impl fmt::Debug for MemoryVault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MemoryVault({})", self.lock().len())
    }
}
