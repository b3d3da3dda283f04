//! The catalog as a product feed sees it.

use std::convert::Infallible;

use super::catalog::{Catalog, Product, ProductKind, Stock};
use crate::feed::{CatalogSource, Page};
use crate::model::{self, Availability, Description, Media, Variant};
use crate::types::Uri;

/// Every product is one variant, under the id that the checkout takes. The page of a product lies under the shop's address.
impl CatalogSource for Catalog {
    type Error = Infallible;

    async fn page(&self, _: Option<&str>) -> Result<Page, Self::Error> {
        Ok(Page::new(self.products().map(|product| self.offer(product)).collect(), None))
    }
}

impl Catalog {
    fn offer(&self, product: &Product) -> model::Product {
        let mut variant = Variant::new(product.id.clone(), product.title.clone(), product.price);
        variant.purchasable = true;
        variant.digital = Some(product.kind == ProductKind::Digital);
        variant.weight = product.weight;
        if let Stock::Pieces(pieces) = product.stock {
            variant.quantity = Some(pieces.into());
            if pieces == 0 {
                variant.availability = Availability::OutOfStock;
            }
        }
        let mut offer = model::Product::new(product.id.as_str(), product.title.clone());
        offer.description = Description { plain: product.description.clone(), ..Description::default() };
        offer.media = product.images.iter().cloned().map(Media::image).collect();
        offer.url = Uri::new(format!("{}/products/{}", self.base_url, product.id)).ok();
        offer.with_variant(variant)
    }
}
