//! Who buys.

use crate::acp::v2025_09_29::Buyer;
use crate::model;

/// A name that is empty on the wire, where both are required, is one that is not known.
impl From<Buyer> for model::Buyer {
    fn from(buyer: Buyer) -> Self {
        let known = |name: String| (!name.is_empty()).then_some(name);
        Self {
            first_name: known(buyer.first_name),
            last_name: known(buyer.last_name),
            phone_number: buyer.phone_number,
            ..Self::new(buyer.email)
        }
    }
}

impl Buyer {
    /// The buyer in this release, which requires a name (ACP-BUY-01): `None` where there is none.
    pub(crate) fn from_model(buyer: &model::Buyer) -> Option<Self> {
        let (first_name, last_name) = buyer.name_parts()?;
        if first_name.is_empty() && last_name.is_empty() {
            return None;
        }
        Some(Self { first_name, last_name, email: buyer.email.clone(), phone_number: buyer.phone_number.clone() })
    }
}
