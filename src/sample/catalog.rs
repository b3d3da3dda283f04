//! What the shop sells, how it sends it, and what it takes off.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use crate::model::{Link, ProductDetails, Weight};
use crate::types::{Currency, FulfillmentOptionId, ItemId, Money, Timestamp, Uri};

/// The most pieces of a product in one order, where the product does not say otherwise.
const MAX_PER_ORDER: u32 = 999;

/// What the shop sells, how it sends it, and what it takes off.
///
/// Read from a file by [`Catalog::from_json`], or put together by hand:
///
/// ```
/// use agentic_commerce::sample::{Catalog, DiscountCode, Product, ShippingOption};
/// use agentic_commerce::types::{Currency, Money, Uri};
///
/// let eur = Currency::new("eur")?;
/// let catalog = Catalog::new(eur, Uri::new("https://bakery.example")?)
///     .with_tax_rate(70_000) // 7 %
///     .with_product(Product::physical("rye", "Rye bread", Money::new(420, eur)))
///     .with_shipping(ShippingOption::new("post", "Post", Money::new(390, eur), 2..=3).only_to(&["DE", "AT"]))
///     .with_discount(DiscountCode::percent("MORNING", "A tenth off", 100_000));
/// assert!(catalog.product("rye").is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct Catalog {
    pub(super) currency: Currency,
    pub(super) base_url: Uri,
    pub(super) tax_rate: u32,
    pub(super) links: Vec<Link>,
    products: BTreeMap<ItemId, Product>,
    pub(super) shipping: Vec<ShippingOption>,
    discounts: BTreeMap<String, DiscountCode>,
}

impl Catalog {
    /// The file behind [`Catalog::builtin`]: a start for a file of your own.
    pub const BUILTIN_JSON: &str = include_str!("builtin.json");

    /// A shop that sells nothing yet, in one currency, tax-free. Pages of orders lie under `base_url`.
    #[must_use]
    pub fn new(currency: Currency, base_url: Uri) -> Self {
        Self {
            currency,
            base_url,
            tax_rate: 0,
            links: Vec::new(),
            products: BTreeMap::new(),
            shipping: Vec::new(),
            discounts: BTreeMap::new(),
        }
    }

    /// The built-in catalog: [`BUILTIN_JSON`](Self::BUILTIN_JSON), read.
    ///
    /// US dollars, 8.25 % tax.
    ///
    /// | item | | price | stock |
    /// | --- | --- | --- | --- |
    /// | `mug` | physical | $12.50 | 40 |
    /// | `jacket` | physical | $129.00 | 3 |
    /// | `poster` | physical | $24.00 | unlimited |
    /// | `ebook` | digital | $9.99 | unlimited |
    /// | `teapot` | physical | $68.00 | sold out |
    ///
    /// | delivery | to | price | days |
    /// | --- | --- | --- | --- |
    /// | `standard` | US | $5.00 | 5–7 |
    /// | `express` | US | $15.00 | 1–2 |
    /// | `standard_ca` | CA | $12.00 | 7–12 |
    /// | `express_ca` | CA | $32.00 | 2–4 |
    /// | `digital` | anywhere | free | at once |
    ///
    /// | code | |
    /// | --- | --- |
    /// | `WELCOME10` | 10 % off every line |
    /// | `FIVEOFF` | $5 off the order |
    /// | `BIGSPENDER` | $20 off the order, from $150 of goods |
    /// | `VIP25` | 25 % off every line, and no other code |
    /// | `EXPIRED` | over since 2024 |
    /// | | unasked, $10 off the order, from $300 of goods |
    ///
    /// # Panics
    ///
    /// Never: the file is part of the crate.
    #[must_use]
    #[expect(clippy::expect_used, reason = "no input reaches it, and a test reads the file")]
    pub fn builtin() -> Self {
        Self::from_json(Self::BUILTIN_JSON).expect("the built-in catalog is valid")
    }

    /// The same catalog with that tax on goods, in millionths: 8.25 % is `82_500`.
    #[must_use]
    pub const fn with_tax_rate(mut self, millionths: u32) -> Self {
        self.tax_rate = millionths;
        self
    }

    /// The same catalog with one more page, such as the terms of use.
    #[must_use]
    pub fn with_link(mut self, link: Link) -> Self {
        self.links.push(link);
        self
    }

    /// The same catalog with one more product. One that had the same id gives way.
    #[must_use]
    pub fn with_product(mut self, product: Product) -> Self {
        self.products.insert(product.id.clone(), product);
        self
    }

    /// The same catalog with one more way to send goods.
    #[must_use]
    pub fn with_shipping(mut self, option: ShippingOption) -> Self {
        self.shipping.push(option);
        self
    }

    /// The same catalog with one more discount code. One that had the same letters gives way.
    #[must_use]
    pub fn with_discount(mut self, discount: DiscountCode) -> Self {
        self.discounts.insert(discount.code.to_ascii_uppercase(), discount);
        self
    }

    /// The currency of every price.
    #[must_use]
    pub const fn currency(&self) -> Currency {
        self.currency
    }

    /// The products, by id.
    pub fn products(&self) -> impl Iterator<Item = &Product> {
        self.products.values()
    }

    /// The product of that id.
    #[must_use]
    pub fn product(&self, id: &str) -> Option<&Product> {
        self.products.get(id)
    }

    /// The ways to send goods, in their order.
    pub fn shipping(&self) -> impl Iterator<Item = &ShippingOption> {
        self.shipping.iter()
    }

    /// The discount of that code, in any case of letters (ACP-DISC-01). What is taken off unasked has no code.
    #[must_use]
    pub fn discount(&self, code: &str) -> Option<&DiscountCode> {
        self.discounts.get(&code.to_ascii_uppercase()).filter(|discount| !discount.automatic)
    }

    /// What the shop takes off unasked.
    pub(super) fn automatic_discounts(&self) -> impl Iterator<Item = &DiscountCode> {
        self.discounts.values().filter(|discount| discount.automatic)
    }
}

/// Something that the shop sells.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Product {
    /// Its id, as the product feed publishes it.
    pub id: ItemId,
    /// Name.
    pub title: String,
    /// Description.
    pub description: Option<String>,
    /// Price of one piece before tax, not negative, in the currency of the catalog.
    pub price: Money,
    /// How many there are when the shop opens.
    pub stock: Stock,
    /// Whether it is sent or downloaded.
    pub kind: ProductKind,
    /// Pictures.
    pub images: Vec<Uri>,
    /// Weight of one piece.
    pub weight: Option<Weight>,
    /// The most pieces in one order; 999 unless something else is said.
    pub max_per_order: u32,
}

impl Product {
    /// A thing that is sent; the shop never runs out of it.
    #[must_use]
    pub fn physical(id: impl Into<ItemId>, title: impl Into<String>, price: Money) -> Self {
        Self::of(ProductKind::Physical, id.into(), title.into(), price)
    }

    /// Data that are downloaded; the shop never runs out of them.
    #[must_use]
    pub fn digital(id: impl Into<ItemId>, title: impl Into<String>, price: Money) -> Self {
        Self::of(ProductKind::Digital, id.into(), title.into(), price)
    }

    fn of(kind: ProductKind, id: ItemId, title: String, price: Money) -> Self {
        Self {
            id,
            title,
            description: None,
            price,
            stock: Stock::Unlimited,
            kind,
            images: Vec::new(),
            weight: None,
            max_per_order: MAX_PER_ORDER,
        }
    }

    /// The same product, of which there are so many.
    #[must_use]
    pub const fn with_stock(mut self, pieces: u32) -> Self {
        self.stock = Stock::Pieces(pieces);
        self
    }

    /// What a line shows of it.
    pub(super) fn details(&self) -> ProductDetails {
        ProductDetails {
            description: self.description.clone(),
            images: self.images.clone(),
            product_id: Some(self.id.as_str().to_owned()),
            weight: self.weight,
            max_quantity_per_order: Some(self.max_per_order),
            ..ProductDetails::named(self.title.as_str())
        }
    }
}

closed_enum! {
    /// Whether a product is sent or downloaded.
    pub enum ProductKind {
        /// Sent to an address.
        Physical = "physical",
        /// Downloaded.
        Digital = "digital",
    }
}

/// How many there are of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "there is a limit or there is none")]
pub enum Stock {
    /// As many as anyone wants.
    Unlimited,
    /// So many pieces.
    Pieces(u32),
}

/// A way to send goods.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShippingOption {
    /// Id, unique within the catalog.
    pub id: FulfillmentOptionId,
    /// What the buyer reads.
    pub title: String,
    /// Who carries it.
    pub carrier: Option<String>,
    /// Price for the whole order, tax-free.
    pub price: Money,
    /// How many days after the order it arrives, at the earliest and at the latest.
    pub days: RangeInclusive<u16>,
    /// Countries that it goes to, two letters each; everywhere when empty.
    pub countries: Vec<String>,
}

impl ShippingOption {
    /// A way to send goods anywhere.
    #[must_use]
    pub fn new(
        id: impl Into<FulfillmentOptionId>,
        title: impl Into<String>,
        price: Money,
        days: RangeInclusive<u16>,
    ) -> Self {
        Self { id: id.into(), title: title.into(), carrier: None, price, days, countries: Vec::new() }
    }

    /// The same way, to these countries only.
    #[must_use]
    pub fn only_to(mut self, countries: &[&str]) -> Self {
        self.countries = countries.iter().map(|&country| country.to_owned()).collect();
        self
    }

    /// The same way, carried by that carrier.
    #[must_use]
    pub fn carried_by(mut self, carrier: impl Into<String>) -> Self {
        self.carrier = Some(carrier.into());
        self
    }

    /// Whether it goes to that country.
    #[must_use]
    pub fn goes_to(&self, country: &str) -> bool {
        self.countries.is_empty() || self.countries.iter().any(|listed| listed.eq_ignore_ascii_case(country))
    }
}

/// A code that takes something off, or what the shop takes off by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DiscountCode {
    /// What the buyer types, in any case of letters; for an automatic discount, the shop's own name for it.
    pub code: String,
    /// What the buyer reads.
    pub name: String,
    /// How much it takes off.
    pub reduction: Reduction,
    /// From when on it is over.
    pub expires_at: Option<Timestamp>,
    /// The least that the goods must cost, before any discount.
    pub minimum: Option<Money>,
    /// Whether the shop takes it off unasked, as soon as the minimum is met.
    pub automatic: bool,
    /// Whether it goes with no other code. What is taken off unasked is taken off all the same.
    pub exclusive: bool,
    /// When it is taken off, 1 first. Without it: after those that have one, percentages first.
    pub priority: Option<u32>,
}

impl DiscountCode {
    /// A code that takes a share off every line, in millionths: 10 % is `100_000`.
    #[must_use]
    pub fn percent(code: impl Into<String>, name: impl Into<String>, millionths: u32) -> Self {
        Self::of(code.into(), name.into(), Reduction::Percent(millionths))
    }

    /// A code that takes an amount off the order.
    #[must_use]
    pub fn amount(code: impl Into<String>, name: impl Into<String>, amount: Money) -> Self {
        Self::of(code.into(), name.into(), Reduction::Amount(amount))
    }

    const fn of(code: String, name: String, reduction: Reduction) -> Self {
        Self {
            code,
            name,
            reduction,
            expires_at: None,
            minimum: None,
            automatic: false,
            exclusive: false,
            priority: None,
        }
    }

    /// The same discount, taken off unasked.
    #[must_use]
    pub const fn automatic(mut self) -> Self {
        self.automatic = true;
        self
    }

    /// The same code, which goes with no other.
    #[must_use]
    pub const fn exclusive(mut self) -> Self {
        self.exclusive = true;
        self
    }

    /// The same discount, taken off in that place, 1 first.
    #[must_use]
    pub const fn at_priority(mut self, priority: u32) -> Self {
        self.priority = Some(priority);
        self
    }
}

/// How much a code takes off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reduction {
    /// A share of every line, in millionths: 10 % is `100_000`. More than `1_000_000` counts as the whole price. Where
    /// something was taken off the order before, a share of what is left of the order.
    Percent(u32),
    /// An amount off the order, at most its subtotal.
    Amount(Money),
}
