//! A feed that is published: from where, of what, when and whereto.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

use super::schedule::Schedule;
use super::sink::FeedSink;
use crate::feed::{CatalogSource, FeedError, FeedFiles, FeedInfo, Layout, Page, export};
use crate::model::{Product, Promotion};
use crate::types::Currency;

/// A feed that is published: from which catalog, for which market, how it is laid out, when and where it goes.
///
/// Every market has a feed of its own: one catalog, held in an [`Arc`], serves them all. Feeds that go to the same place
/// need names of their own for their files ([`Layout::stem`]).
pub struct Feed {
    pub(super) name: String,
    catalog: Arc<dyn Catalog>,
    pub(super) info: FeedInfo,
    pub(super) layout: Layout,
    pub(super) schedule: Schedule,
    pub(super) sink: Arc<dyn FeedSink>,
    currency: Option<Currency>,
}

impl Feed {
    /// A feed of a whole catalog, every 15 minutes. The name is for people, and names the feed's folder.
    ///
    /// `metadata.json` of the open protocol says that the feed has changed when it is published, whatever
    /// [`FeedInfo::updated_at`] says.
    #[must_use]
    pub fn new<S: CatalogSource + 'static>(
        name: impl Into<String>,
        catalog: Arc<S>,
        info: FeedInfo,
        layout: Layout,
        sink: impl FeedSink,
    ) -> Self {
        Self {
            name: name.into(),
            catalog: Arc::new(Of(catalog)),
            info,
            layout,
            schedule: Schedule::default(),
            sink: Arc::new(sink),
            currency: None,
        }
    }

    /// The same feed of what is sold in that currency only.
    // ACP-FEED-20
    #[must_use]
    pub const fn in_currency(mut self, currency: Currency) -> Self {
        self.currency = Some(currency);
        self
    }

    /// The same feed on another schedule.
    #[must_use]
    pub fn on(mut self, schedule: Schedule) -> Self {
        self.schedule = schedule;
        self
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(super) async fn write(
        &self,
        files: &mut FeedFiles<'_>,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<Vec<Promotion>, FeedError> {
        self.catalog.write(self.currency, files, progress).await?;
        self.catalog.promotions().await
    }
}

impl fmt::Debug for Feed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Feed")
            .field("name", &self.name)
            .field("layout", &self.layout)
            .field("schedule", &self.schedule)
            .field("sink", &self.sink)
            .finish_non_exhaustive()
    }
}

/// A source of any kind.
#[async_trait]
trait Catalog: Send + Sync {
    async fn write(
        &self,
        currency: Option<Currency>,
        files: &mut FeedFiles<'_>,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<(), FeedError>;

    async fn promotions(&self) -> Result<Vec<Promotion>, FeedError>;
}

struct Of<S>(Arc<S>);

#[async_trait]
impl<S: CatalogSource> Catalog for Of<S> {
    async fn write(
        &self,
        currency: Option<Currency>,
        files: &mut FeedFiles<'_>,
        progress: &mut (dyn FnMut(u64) + Send),
    ) -> Result<(), FeedError> {
        export(&Market { source: &*self.0, currency }, files, progress).await
    }

    async fn promotions(&self) -> Result<Vec<Promotion>, FeedError> {
        self.0.promotions().await.map_err(|error| FeedError::Source(Box::new(error)))
    }
}

/// The part of a catalog that is sold in a currency.
struct Market<'s, S> {
    source: &'s S,
    currency: Option<Currency>,
}

impl<S: CatalogSource> CatalogSource for Market<'_, S> {
    type Error = S::Error;

    async fn page(&self, after: Option<&str>) -> Result<Page, Self::Error> {
        let mut page = self.source.page(after).await?;
        if let Some(currency) = self.currency {
            let products: Vec<Product> = page.products;
            page.products = products.into_iter().filter_map(|product| product.priced_in(currency)).collect();
        }
        Ok(page)
    }
}
