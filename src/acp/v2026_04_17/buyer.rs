//! Who buys.

use serde::{Deserialize, Serialize};

use crate::types::{Timestamp, present};

closed_enum! {
    /// What kind of account a buyer has.
    pub enum AccountType {
        /// None: the buyer stays a guest.
        Guest = "guest",
        /// An account with the merchant.
        Registered = "registered",
        /// An account of a company.
        Business = "business",
    }
}

closed_enum! {
    /// Whether the buyer is signed in with the merchant.
    pub enum AuthenticationStatus {
        /// Signed in.
        Authenticated = "authenticated",
        /// A guest.
        Guest = "guest",
        /// Has to sign in first.
        RequiresSignin = "requires_signin",
    }
}

closed_enum! {
    /// Why a buyer pays no tax.
    pub enum CertificateType {
        /// The goods are sold on.
        Resale = "resale",
        /// The buyer is an exempt organization.
        ExemptOrganization = "exempt_organization",
        /// The buyer is a government body.
        Government = "government",
    }
}

/// Who buys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Buyer {
    /// Given name.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub first_name: Option<String>,
    /// Family name.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub last_name: Option<String>,
    /// The whole name in one.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub full_name: Option<String>,
    /// E-mail address, as it was given.
    #[cfg_attr(feature = "schemars", schemars(email))]
    pub email: String,
    /// Telephone number; E.164 is usual.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub phone_number: Option<String>,
    /// The merchant's own id of the customer.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub customer_id: Option<String>,
    /// What kind of account the buyer has.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub account_type: Option<AccountType>,
    /// Whether the buyer is signed in with the merchant.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub authentication_status: Option<AuthenticationStatus>,
    /// The company that the buyer buys for.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub company: Option<CompanyInfo>,
    /// Standing in the merchant's loyalty program.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub loyalty: Option<LoyaltyInfo>,
    /// Why the buyer pays no tax.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub tax_exemption: Option<TaxExemption>,
}

impl Buyer {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(email: impl Into<String>) -> Self {
        Self {
            first_name: None,
            last_name: None,
            full_name: None,
            email: email.into(),
            phone_number: None,
            customer_id: None,
            account_type: None,
            authentication_status: None,
            company: None,
            loyalty: None,
            tax_exemption: None,
        }
    }
}

/// The company that a buyer buys for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct CompanyInfo {
    /// Name of the company.
    pub name: String,
    /// Its tax number.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub tax_id: Option<String>,
    /// The department that buys.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub department: Option<String>,
    /// The cost center that is charged.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub cost_center: Option<String>,
}

impl CompanyInfo {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), tax_id: None, department: None, cost_center: None }
    }
}

/// A buyer's standing in the merchant's loyalty program.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LoyaltyInfo {
    /// The tier, in the merchant's words.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub tier: Option<String>,
    /// Points collected.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub points_balance: Option<i64>,
    /// When the buyer joined.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub member_since: Option<Timestamp>,
}

/// Proof that a buyer pays no tax.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct TaxExemption {
    /// Number of the certificate.
    pub certificate_id: String,
    /// Why no tax is due.
    pub certificate_type: CertificateType,
    /// Where it holds, as codes of states or provinces.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub exempt_regions: Option<Vec<String>>,
    /// Until when it holds.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

impl TaxExemption {
    /// With the required fields; the others are left out.
    #[must_use]
    pub fn new(certificate_id: impl Into<String>, certificate_type: CertificateType) -> Self {
        Self { certificate_id: certificate_id.into(), certificate_type, exempt_regions: None, expires_at: None }
    }
}
