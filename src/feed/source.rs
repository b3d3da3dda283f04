//! Where the catalog comes from, page by page.

use std::future::Future;

use crate::model::{Product, Promotion};

/// What streams the catalog. Implement it over the shop's database: a feed never holds more than one page.
///
/// ```
/// use agentic_commerce::feed::{CatalogSource, Page};
/// use agentic_commerce::model::Product;
///
/// struct Database;
///
/// impl CatalogSource for Database {
///     type Error = std::io::Error;
///
///     // SELECT … WHERE id > $after ORDER BY id LIMIT 500
///     async fn page(&self, after: Option<&str>) -> Result<Page, Self::Error> {
///         let products: Vec<Product> = Vec::new();
///         let next = products.last().map(|last| last.id.clone());
///         Ok(Page::new(products, next))
///     }
/// }
/// ```
pub trait CatalogSource: Send + Sync {
    /// Why a page could not be read.
    type Error: std::error::Error + Send + Sync + 'static;

    /// The page after a mark, or the first one. The order must be the same in every run: a feed is compared with its last.
    fn page(&self, after: Option<&str>) -> impl Future<Output = Result<Page, Self::Error>> + Send;

    /// The promotions of the catalog, in the same order in every run; none unless a source says otherwise. Only `OpenAI`'s
    /// Feed API has a place for them.
    fn promotions(&self) -> impl Future<Output = Result<Vec<Promotion>, Self::Error>> + Send {
        async { Ok(Vec::new()) }
    }
}

/// A part of the catalog.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Page {
    /// The products, whole with all their variants.
    pub products: Vec<Product>,
    /// The mark to ask for the next page with. `None` at the end.
    pub next: Option<String>,
}

impl Page {
    /// A page, and the mark of the next one.
    #[must_use]
    pub const fn new(products: Vec<Product>, next: Option<String>) -> Self {
        Self { products, next }
    }
}

/// A catalog that fits into memory.
impl CatalogSource for Vec<Product> {
    type Error = std::convert::Infallible;

    async fn page(&self, after: Option<&str>) -> Result<Page, Self::Error> {
        self.as_slice().page(after).await
    }
}

/// A catalog that fits into memory.
impl CatalogSource for [Product] {
    type Error = std::convert::Infallible;

    async fn page(&self, after: Option<&str>) -> Result<Page, Self::Error> {
        const PAGE: usize = 500;
        let start = after.and_then(|mark| mark.parse::<usize>().ok()).unwrap_or(0);
        let products: Vec<Product> = self.iter().skip(start).take(PAGE).cloned().collect();
        let end = start.saturating_add(products.len());
        Ok(Page { next: (end < self.len()).then(|| end.to_string()), products })
    }
}
