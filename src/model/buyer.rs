//! Who buys.

use serde::{Deserialize, Serialize};

use crate::types::Timestamp;

/// The buyer.
///
/// ```
/// use agentic_commerce::model::Buyer;
///
/// let mut buyer = Buyer::new("ada@example.com");
/// buyer.first_name = Some("Ada".into());
/// buyer.last_name = Some("Lovelace".into());
/// assert_eq!(buyer.name().as_deref(), Some("Ada Lovelace"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Buyer {
    /// E-mail address.
    pub email: String,
    /// Given name.
    pub first_name: Option<String>,
    /// Family name.
    pub last_name: Option<String>,
    /// The whole name, where it is not known in parts.
    pub full_name: Option<String>,
    /// Telephone number, E.164 recommended.
    pub phone_number: Option<String>,
    /// The merchant's own id of this customer.
    pub customer_id: Option<String>,
    /// Kind of account.
    pub account_type: Option<AccountType>,
    /// Whether the buyer signed in at the merchant.
    pub authentication_status: Option<BuyerAuthentication>,
    /// The company that buys.
    pub company: Option<Company>,
    /// Loyalty program.
    pub loyalty: Option<Loyalty>,
    /// Exemption from tax.
    pub tax_exemption: Option<TaxExemption>,
}

impl Buyer {
    /// A buyer of whom only the e-mail address is known.
    #[must_use]
    pub fn new(email: impl Into<String>) -> Self {
        Self {
            email: email.into(),
            first_name: None,
            last_name: None,
            full_name: None,
            phone_number: None,
            customer_id: None,
            account_type: None,
            authentication_status: None,
            company: None,
            loyalty: None,
            tax_exemption: None,
        }
    }

    /// The whole name: as given, or first and last name joined.
    #[must_use]
    pub fn name(&self) -> Option<String> {
        if let Some(name) = &self.full_name {
            return Some(name.clone());
        }
        match (&self.first_name, &self.last_name) {
            (Some(first), Some(last)) => Some(format!("{first} {last}")),
            (Some(name), None) | (None, Some(name)) => Some(name.clone()),
            (None, None) => None,
        }
    }

    /// First and last name: as given, or the whole name split at its last space.
    #[must_use]
    pub fn name_parts(&self) -> Option<(String, String)> {
        match (&self.first_name, &self.last_name, &self.full_name) {
            (Some(first), Some(last), _) => Some((first.clone(), last.clone())),
            (_, _, Some(name)) => Some(match name.trim().rsplit_once(' ') {
                Some((first, last)) => (first.trim_end().to_owned(), last.to_owned()),
                None => (name.trim().to_owned(), String::new()),
            }),
            (None, None, None) => None,
            (first, last, None) => Some((first.clone().unwrap_or_default(), last.clone().unwrap_or_default())),
        }
    }
}

closed_enum! {
    /// Kind of account (2026-01-30 on).
    pub enum AccountType {
        /// No account.
        Guest = "guest",
        /// A customer's account.
        Registered = "registered",
        /// A company's account.
        Business = "business",
    }
}

closed_enum! {
    /// Whether the buyer signed in at the merchant (2026-01-30 on).
    pub enum BuyerAuthentication {
        /// Signed in.
        Authenticated = "authenticated",
        /// Not signed in, and need not be.
        Guest = "guest",
        /// Must sign in.
        RequiresSignin = "requires_signin",
    }
}

/// The company that buys.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Company {
    /// Registered name.
    pub name: String,
    /// Tax number.
    pub tax_id: Option<String>,
    /// Department.
    pub department: Option<String>,
    /// Cost center.
    pub cost_center: Option<String>,
}

impl Company {
    /// A company of that name.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), tax_id: None, department: None, cost_center: None }
    }
}

/// Membership in a loyalty program.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Loyalty {
    /// Level.
    pub tier: Option<String>,
    /// Points to spend.
    pub points_balance: Option<i64>,
    /// Since when.
    pub member_since: Option<Timestamp>,
}

/// A certificate that frees the buyer from tax.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TaxExemption {
    /// Number of the certificate.
    pub certificate_id: String,
    /// Kind of certificate.
    pub certificate_type: TaxCertificate,
    /// Regions in which it holds.
    pub exempt_regions: Option<Vec<String>>,
    /// When it ends.
    pub expires_at: Option<Timestamp>,
}

impl TaxExemption {
    /// A certificate of that number and kind.
    #[must_use]
    pub fn new(certificate_id: impl Into<String>, certificate_type: TaxCertificate) -> Self {
        Self { certificate_id: certificate_id.into(), certificate_type, exempt_regions: None, expires_at: None }
    }
}

closed_enum! {
    /// Kind of tax certificate (2026-01-30 on).
    pub enum TaxCertificate {
        /// Bought to be sold again.
        Resale = "resale",
        /// An exempt organization.
        ExemptOrganization = "exempt_organization",
        /// A public body.
        Government = "government",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn buyer(first: Option<&str>, last: Option<&str>, full: Option<&str>) -> Buyer {
        let mut buyer = Buyer::new("ada@example.com");
        buyer.first_name = first.map(str::to_owned);
        buyer.last_name = last.map(str::to_owned);
        buyer.full_name = full.map(str::to_owned);
        buyer
    }

    // ACP-BUY-01, ACP-BUY-02: some releases want the name in parts, others as a whole.
    #[test]
    fn a_name_is_told_either_way() {
        for (first, last, full, whole, parts) in [
            (Some("Ada"), Some("Lovelace"), None, Some("Ada Lovelace"), Some(("Ada", "Lovelace"))),
            (None, None, Some("Ada Lovelace"), Some("Ada Lovelace"), Some(("Ada", "Lovelace"))),
            (
                None,
                None,
                Some(" Ada  Byron King  Noel "),
                Some(" Ada  Byron King  Noel "),
                Some(("Ada  Byron King", "Noel")),
            ),
            (None, None, Some("Ada"), Some("Ada"), Some(("Ada", ""))),
            (Some("Ada"), None, None, Some("Ada"), Some(("Ada", ""))),
            (None, Some("Lovelace"), None, Some("Lovelace"), Some(("", "Lovelace"))),
            // What was given in parts is not split again.
            (Some("Ada"), Some("King Noel"), Some("Ada King Noel"), Some("Ada King Noel"), Some(("Ada", "King Noel"))),
            (Some("Ada"), None, Some("Ada Lovelace"), Some("Ada Lovelace"), Some(("Ada", "Lovelace"))),
            (None, None, None, None, None),
        ] {
            let buyer = buyer(first, last, full);
            assert_eq!(buyer.name().as_deref(), whole);
            let found = buyer.name_parts();
            assert_eq!(found.as_ref().map(|(first, last)| (first.as_str(), last.as_str())), parts);
        }
    }
}
