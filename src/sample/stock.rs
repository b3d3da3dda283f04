//! How many pieces there are.

use std::collections::BTreeMap;

use super::catalog::{Catalog, Stock};
use crate::types::{ItemId, Quantity};

/// The pieces in stock. Items without a limit are not listed.
#[derive(Debug)]
pub(super) struct Shelves {
    pieces: BTreeMap<ItemId, u32>,
}

impl Shelves {
    pub(super) fn of(catalog: &Catalog) -> Self {
        let limited = catalog.products().filter_map(|product| match product.stock {
            Stock::Unlimited => None,
            Stock::Pieces(pieces) => Some((product.id.clone(), pieces)),
        });
        Self { pieces: limited.collect() }
    }

    pub(super) fn stock(&self, item: &str) -> Stock {
        self.pieces.get(item).map_or(Stock::Unlimited, |&pieces| Stock::Pieces(pieces))
    }

    pub(super) fn set(&mut self, item: ItemId, stock: Stock) {
        match stock {
            Stock::Unlimited => self.pieces.remove(&item),
            Stock::Pieces(pieces) => self.pieces.insert(item, pieces),
        };
    }

    /// What each line finds on the shelf, in the order of the lines: one that comes later for the same item finds what
    /// the earlier ones leave.
    pub(super) fn left_for<'a>(&self, lines: impl Iterator<Item = (&'a ItemId, Quantity)>) -> Vec<Stock> {
        let mut wanted: BTreeMap<&ItemId, i64> = BTreeMap::new();
        lines
            .map(|(item, quantity)| {
                let Some(&pieces) = self.pieces.get(item) else {
                    return Stock::Unlimited;
                };
                let earlier = wanted.entry(item).or_default();
                let left = i64::from(pieces).saturating_sub(*earlier);
                *earlier = earlier.saturating_add(quantity.get());
                Stock::Pieces(u32::try_from(left).unwrap_or(0))
            })
            .collect()
    }

    /// Takes the pieces of all lines, or none at all and tells the places of the lines that find too few.
    pub(super) fn take<'a>(
        &mut self,
        lines: impl Iterator<Item = (&'a ItemId, Quantity)> + Clone,
    ) -> Result<(), Vec<usize>> {
        let left = self.left_for(lines.clone());
        let too_few = lines.clone().zip(left).enumerate().filter(|(_, ((_, quantity), left))| !left.covers(*quantity));
        let too_few: Vec<usize> = too_few.map(|(index, _)| index).collect();
        if !too_few.is_empty() {
            return Err(too_few);
        }
        for (item, quantity) in lines {
            if let Some(pieces) = self.pieces.get_mut(item) {
                *pieces = pieces.saturating_sub(u32::try_from(quantity.get()).unwrap_or(u32::MAX));
            }
        }
        Ok(())
    }
}

impl Stock {
    /// Whether there are that many.
    pub(super) fn covers(self, quantity: Quantity) -> bool {
        match self {
            Self::Unlimited => true,
            Self::Pieces(pieces) => quantity.get() <= i64::from(pieces),
        }
    }
}
