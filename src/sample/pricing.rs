//! What a cart costs.

use super::catalog::{Catalog, Product, ProductKind, Stock};
use super::{discount, fulfillment};
use crate::model::{
    Availability, Cart, CartLine, DiscountDetail, Field, ItemProblem, LineItem, Message, Quote, Totals, UnavailableItem,
};
use crate::types::{Money, MoneyError, Timestamp};

/// From how many pieces down an item counts as nearly gone.
const LOW_STOCK: u32 = 5;

/// A line with its price, before it becomes the [`LineItem`] of the quote.
#[derive(Debug)]
pub(super) struct PricedLine<'a> {
    line: &'a CartLine,
    product: &'a Product,
    /// What the line finds on the shelf.
    left: Stock,
    pub(super) base_amount: Money,
    pub(super) discount: Money,
    pub(super) discount_details: Vec<DiscountDetail>,
}

impl<'a> PricedLine<'a> {
    fn new(line: &'a CartLine, product: &'a Product, left: Stock) -> Result<Self, MoneyError> {
        let base_amount = product.price.checked_mul(line.quantity.get())?;
        let discount = Money::zero(base_amount.currency);
        Ok(Self { line, product, left, base_amount, discount, discount_details: Vec::new() })
    }

    /// The price after the discounts so far.
    pub(super) fn subtotal(&self) -> Result<Money, MoneyError> {
        self.base_amount.checked_sub(self.discount)
    }

    pub(super) fn is_digital(&self) -> bool {
        self.product.kind == ProductKind::Digital
    }

    fn problem(&self) -> Option<ItemProblem> {
        match self.left {
            Stock::Pieces(0) => Some(ItemProblem::OutOfStock),
            Stock::Pieces(available) if !self.left.covers(self.line.quantity) => {
                Some(ItemProblem::NotEnough { available })
            }
            Stock::Unlimited | Stock::Pieces(_) => None,
        }
    }

    /// The finished line, taxed at that rate. Each line rounds its own tax, so that the lines add up to the totals.
    fn into_line_item(self, tax_rate: u32) -> Result<LineItem, MoneyError> {
        let tax = self.subtotal()?.checked_share(tax_rate)?;
        let mut product = self.product.details();
        product.availability = Some(match self.left {
            Stock::Pieces(0) => Availability::OutOfStock,
            Stock::Pieces(1..=LOW_STOCK) => Availability::LowStock,
            Stock::Unlimited | Stock::Pieces(_) => Availability::InStock,
        });
        if let Stock::Pieces(pieces) = self.left {
            product.available_quantity = Some(pieces);
        }
        let CartLine { id, item, quantity } = self.line;
        let mut line = LineItem::new(id.clone(), item.clone(), *quantity, self.product.price)?
            .with_discount(self.discount)?
            .with_tax(tax)?;
        line.product = product;
        line.requires_shipping = self.product.kind == ProductKind::Physical;
        line.discount_details = self.discount_details;
        Ok(line)
    }
}

/// Prices a cart. `left` is what each of its lines finds on the shelf.
pub(super) fn quote(catalog: &Catalog, left: Vec<Stock>, cart: &Cart, now: Timestamp) -> Result<Quote, MoneyError> {
    let mut lines = Vec::with_capacity(cart.lines.len());
    let mut unavailable = Vec::new();
    for (line, left) in cart.lines.iter().zip(left) {
        let found = price_line(catalog, line, left)?;
        unavailable.extend(found.problem.map(|problem| UnavailableItem::new(line.id.clone(), problem)));
        lines.extend(found.priced);
    }

    let reductions = discount::apply(catalog, &mut lines, &cart.discount_codes, now)?;
    let all_digital = !lines.is_empty() && lines.iter().all(PricedLine::is_digital);
    let sends_goods = lines.iter().any(|line| !line.is_digital());
    let country = cart.address().map(|address| address.country.as_str());

    let options = fulfillment::options(catalog, all_digital, country.filter(|_| sends_goods), now);
    let mut messages = Vec::new();
    if let Some(country) = country.filter(|_| sends_goods && options.is_empty()) {
        messages.push(fulfillment::not_sent_to(country));
    }

    // Data are taxed where the shop is, goods where they go.
    let tax_known = all_digital || country.is_some();
    if !tax_known && catalog.tax_rate > 0 && !lines.is_empty() {
        messages.push(Message::info("Tax is added once the address is known.").about(Field::Address));
    }
    let tax_rate = if tax_known { catalog.tax_rate } else { 0 };
    let mut taxed = Vec::with_capacity(lines.len());
    for line in lines {
        taxed.push(line.into_line_item(tax_rate)?);
    }

    let mut totals = Totals::of_lines(catalog.currency, &taxed)?;
    if let Some(amount) = reductions.off_order {
        totals = totals.discount(amount);
    }
    if let Some(price) = fulfillment::price(catalog.currency, &options, &cart.selections)? {
        totals = totals.fulfillment(price);
    }

    let mut quote = Quote::new(catalog.currency, taxed, totals.build()?);
    quote.unavailable = unavailable;
    quote.fulfillment_options = options;
    quote.discounts = reductions.discounts;
    quote.messages = messages;
    Ok(quote)
}

/// What became of a line of the cart.
struct Found<'a> {
    priced: Option<PricedLine<'a>>,
    problem: Option<ItemProblem>,
}

/// A line has a price unless the item is unknown, or more is asked for than one order may hold: an absurd quantity
/// must not make the sums overflow.
fn price_line<'a>(catalog: &'a Catalog, line: &'a CartLine, left: Stock) -> Result<Found<'a>, MoneyError> {
    let Some(product) = catalog.product(line.item.as_str()) else {
        return Ok(Found { priced: None, problem: Some(ItemProblem::Unknown) });
    };
    let maximum = product.max_per_order;
    if line.quantity.get() > i64::from(maximum) {
        return Ok(Found { priced: None, problem: Some(ItemProblem::TooMany { maximum }) });
    }
    let priced = PricedLine::new(line, product, left)?;
    Ok(Found { problem: priced.problem(), priced: Some(priced) })
}
