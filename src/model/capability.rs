//! What each side can do (2026-01-30 on).

use serde::{Deserialize, Serialize};

use crate::types::Uri;

open_enum! {
    /// Something the buyer may have to do in the course of a purchase.
    pub enum Intervention {
        /// Authentication by 3-D Secure.
        ThreeDs = "3ds",
        /// Fingerprint or face.
        Biometric = "biometric",
        /// Confirming an address.
        AddressVerification = "address_verification",
    }
}

open_enum! {
    /// When required interventions are called for.
    pub enum Enforcement {
        /// In every purchase.
        Always = "always",
        /// In some purchases.
        Conditional = "conditional",
        /// If the buyer likes.
        Optional = "optional",
    }
}

/// What the merchant supports and requires of the buyer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Interventions {
    /// What can be done. In an answer: what both sides can do.
    pub supported: Vec<Intervention>,
    /// What must be done.
    pub required: Vec<Intervention>,
    /// When it must be done.
    pub enforcement: Enforcement,
}

impl Default for Interventions {
    fn default() -> Self {
        Self { supported: Vec::new(), required: Vec::new(), enforcement: Enforcement::Conditional }
    }
}

/// What the agent says it can do. Write-only: it never goes back on the wire (2026-04-17, capability negotiation §4.4).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct AgentCapabilities {
    /// Interventions that it can carry out.
    pub interventions: Vec<Intervention>,
    /// How it shows them.
    pub display_context: Option<DisplayContext>,
    /// Where a redirect opens.
    pub redirect_context: Option<RedirectContext>,
    /// Most redirects in a row.
    pub max_redirects: Option<u32>,
    /// Most interactions in a row.
    pub max_interaction_depth: Option<u32>,
    /// Extensions that it understands.
    pub extensions: Vec<ExtensionDeclaration>,
}

open_enum! {
    /// How an agent shows an intervention.
    pub enum DisplayContext {
        /// In its own interface.
        Native = "native",
        /// In a web view.
        Webview = "webview",
        /// In a window on top.
        Modal = "modal",
        /// By sending the buyer elsewhere.
        Redirect = "redirect",
    }
}

open_enum! {
    /// Where a redirect opens.
    pub enum RedirectContext {
        /// Inside the agent.
        InApp = "in_app",
        /// In the buyer's browser.
        ExternalBrowser = "external_browser",
        /// Nowhere.
        None = "none",
    }
}

/// An extension of the protocol that one side understands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ExtensionDeclaration {
    /// Its name, perhaps with a date: `discount`, `com.shop.loyalty@2026-01-01`.
    pub name: String,
    /// JSONPaths of the objects that it adds to.
    pub extends: Vec<String>,
    /// Where its schema is.
    pub schema: Option<Uri>,
    /// Where its specification is.
    pub spec: Option<Uri>,
}

impl ExtensionDeclaration {
    /// The extension of that name.
    #[must_use]
    pub fn named(name: impl Into<String>) -> Self {
        Self { name: name.into(), extends: Vec::new(), schema: None, spec: None }
    }
}
