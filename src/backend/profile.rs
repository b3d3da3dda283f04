//! What holds for the whole shop.

use crate::model::{ExtensionDeclaration, ExtensionError, Interventions, Link};
use crate::types::{Currency, Shared, Uri};

/// What holds for the whole shop, whoever asks.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Profile {
    /// Currencies that the shop sells in; the first is the default. Never empty.
    currencies: Vec<Currency>,
    /// Pages: terms, privacy, returns, …
    pub links: Shared<Vec<Link>>,
    /// What the shop supports and requires of the buyer; a quote may say otherwise for its cart.
    pub interventions: Interventions,
    /// Languages that the shop speaks to buyers, as BCP 47 tags such as `de-DE`. Empty where that is not known.
    pub locales: Vec<String>,
    /// Where those who build agents read about the shop's API.
    pub documentation: Option<Uri>,
    /// The shop's own extensions, each declared as an agent is told of it.
    extensions: Vec<ExtensionDeclaration>,
}

impl Profile {
    /// A shop that sells in one currency, has no pages and requires nothing of the buyer.
    #[must_use]
    pub fn new(currency: Currency) -> Self {
        Self {
            currencies: vec![currency],
            links: Shared::default(),
            interventions: Interventions::default(),
            locales: Vec::new(),
            documentation: None,
            extensions: Vec::new(),
        }
    }

    /// The same shop, selling in one more currency.
    #[must_use]
    pub fn also_in(mut self, currency: Currency) -> Self {
        self.currencies.push(currency);
        self
    }

    /// The same shop, with one more page.
    #[must_use]
    pub fn with_link(mut self, link: Link) -> Self {
        self.links.push(link);
        self
    }

    /// The same shop, supporting and requiring these interventions.
    #[must_use]
    pub fn with_interventions(mut self, interventions: Interventions) -> Self {
        self.interventions = interventions;
        self
    }

    /// The same shop, speaking one more language: a BCP 47 tag such as `de-DE`.
    #[must_use]
    pub fn with_locale(mut self, locale: impl Into<String>) -> Self {
        self.locales.push(locale.into());
        self
    }

    /// The same shop, with documentation for those who build agents.
    #[must_use]
    pub fn with_documentation(mut self, page: Uri) -> Self {
        self.documentation = Some(page);
        self
    }

    /// The same shop, with one more extension of its own, which is active for agents that speak it. Several versions of
    /// one extension may be offered: an agent that names none gets the newest.
    ///
    /// What an agent sends for it arrives as [`Cart::extensions`](crate::model::Cart::extensions) after
    /// [`check_extension`](super::CommerceBackend::check_extension); what the shop answers goes into
    /// [`Quote::extensions`](crate::model::Quote::extensions).
    ///
    /// ```
    /// use agentic_commerce::backend::Profile;
    /// use agentic_commerce::model::ExtensionDeclaration;
    /// use agentic_commerce::types::{Currency, Uri};
    ///
    /// let loyalty = ExtensionDeclaration::named("com.mugs.loyalty")
    ///     .adding("$.CheckoutSessionCreateRequest.loyalty")
    ///     .adding("$.CheckoutSession.loyalty")
    ///     .described_by(Uri::new("https://mugs.example/schemas/loyalty.json")?);
    /// let profile = Profile::new(Currency::new("usd")?).with_extension(loyalty)?;
    /// assert_eq!(profile.extensions().len(), 1);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ExtensionError`] when the declaration is not as it should be, or offered already.
    pub fn with_extension(mut self, extension: ExtensionDeclaration) -> Result<Self, ExtensionError> {
        extension.check()?;
        if self.extensions.iter().any(|offered| offered.name == extension.name) {
            return Err(ExtensionError::Twice(extension.name));
        }
        self.extensions.push(extension);
        Ok(self)
    }

    /// The shop's own extensions.
    #[must_use]
    pub fn extensions(&self) -> &[ExtensionDeclaration] {
        &self.extensions
    }

    /// Whether the shop sells in this currency.
    #[must_use]
    pub fn sells_in(&self, currency: Currency) -> bool {
        self.currencies.contains(&currency)
    }

    /// The currencies that the shop sells in, the default one first.
    #[must_use]
    pub fn currencies(&self) -> &[Currency] {
        &self.currencies
    }
}
