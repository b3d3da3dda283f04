//! What can be wrong, and how a finding tells it.

use std::fmt;
use std::sync::Arc;

/// Declares the rules, each with the word that reports print.
macro_rules! rules {
    ($( $rule:ident = $word:literal: $doc:literal, )+) => {
        /// A rule that a feed can break.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Rule {
            $( #[doc = $doc] $rule, )+
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Self] = &[$( Self::$rule, )+];

            /// The word for it, which stays the same in every version.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $( Self::$rule => $word, )+
                }
            }
        }
    };
}

rules! {
    EmptyFile = "empty_file": "A file without a row.",
    NotUtf8 = "not_utf8": "Bytes that are not UTF-8.",
    ByteOrderMark = "byte_order_mark": "A byte order mark at the beginning.",
    GzipName = "gzip_name": "The name says compressed and the content does not, or the other way round.",
    DatedName = "dated_name": "A name with a date in it: files are overwritten in place, under stable names.",
    TooManyRows = "too_many_rows": "More than 500,000 rows in a file.",
    TooManyBytes = "too_many_bytes": "More than 500 MB in a file.",
    MixedFormats = "mixed_formats": "Two formats in one upload.",
    Unreadable = "unreadable": "The rest of a file cannot be read.",
    RowTooLong = "row_too_long": "A row of more than 16 MiB: most likely a quote that never ends.",
    MissingColumn = "missing_column": "No column for a required field.",
    UnknownColumn = "unknown_column": "A name that the revision does not have.",
    NoEffect = "no_effect": "A field that the revision no longer looks at.",
    RepeatedName = "repeated_name": "One field under two names, or one name twice, with the same value.",
    ConflictingNames = "conflicting_names": "One field under two names with two values.",
    RowLength = "row_length": "More or fewer cells than the header.",
    JsonSyntax = "json_syntax": "A line that is not one JSON object.",
    MissingRequired = "missing_required": "A required field without a value.",
    NeededWith = "needed_with": "A field that another one needs beside it.",
    Placeholder = "placeholder": "A word instead of a value: `null`, `unknown`, `n/a`.",
    TooLong = "too_long": "More characters than the limit.",
    AllCapitals = "all_capitals": "A title in capitals.",
    Markup = "markup": "HTML in plain text.",
    UrlWhitespace = "url_whitespace": "White space in an address.",
    UrlNotAbsolute = "url_not_absolute": "An address without scheme or host.",
    UrlScheme = "url_scheme": "An address that is neither http nor https.",
    UrlUserinfo = "url_userinfo": "A user or a password in an address.",
    UrlNotHttps = "url_not_https": "http where https is preferred.",
    ImageSeparator = "image_separator": "Addresses of pictures separated by something else than commas.",
    ImageComma = "image_comma": "A comma inside the address of a picture.",
    MoneyGrammar = "money_grammar": "An amount not written like `79.99 USD`.",
    CurrencyUnknown = "currency_unknown": "A currency that ISO 4217 does not list.",
    MoneyDigits = "money_digits": "More digits after the point than the currency has.",
    PriceNotPositive = "price_not_positive": "A price of nothing.",
    SaleNotLower = "sale_not_lower": "A sale price that is not lower than the price.",
    CurrencyMismatch = "currency_mismatch": "Two currencies in one offer.",
    SalePeriod = "sale_period": "A sale that does not begin before it ends.",
    Subscription = "subscription": "A price of nothing without a subscription, or a subscription written wrong.",
    AvailabilityWord = "availability_word": "A word for availability that the revision does not have.",
    DateGrammar = "date_grammar": "A date that is none.",
    DatePast = "date_past": "A date that should lie ahead.",
    GtinDigits = "gtin_digits": "A GTIN of something else than digits, or of a wrong length.",
    GtinCheckDigit = "gtin_check_digit": "A GTIN whose last digit does not fit the others.",
    Identifier = "identifier": "Neither a GTIN that counts nor an MPN.",
    UnknownWord = "unknown_word": "A word that is not among those allowed.",
    Boolean = "boolean": "Neither `true` nor `false`.",
    Integer = "integer": "Not a whole number, or too small.",
    Decimal = "decimal": "Not a positive decimal number.",
    Percentage = "percentage": "Not a percentage from 0 to 100.",
    DimensionsGrammar = "dimensions_grammar": "A size that is not written as the revision wants it.",
    WeightGrammar = "weight_grammar": "A weight that is not written as the revision wants it.",
    StarRange = "star_range": "Stars that are no number from 0 to 5.",
    StarDigits = "star_digits": "Stars without exactly two decimals.",
    StarWithoutReviews = "star_without_reviews": "Stars of no review.",
    ShippingParts = "shipping_parts": "A shipping cost with too few or too many parts.",
    ShippingTwice = "shipping_twice": "Both `shipping` and `shipping_price`.",
    ReturnDeadline = "return_deadline": "A deadline for returns that are not accepted.",
    CheckoutWithoutSearch = "checkout_without_search": "To be bought but not to be found.",
    CheckoutPolicies = "checkout_policies": "To be bought, without privacy policy or terms of service.",
    VariantIgnored = "variant_ignored": "Options without a group or without `listing_has_variations`.",
    VariantDict = "variant_dict": "Options that are no object of non-empty texts.",
    CustomVariant = "custom_variant": "A category of options without an option, or the other way round.",
    OfferPrice = "offer_price": "The price inside `offer_id`, which has to stay when the price goes.",
    TargetCountry = "target_country": "A country that uploads do not reach.",
    DuplicateId = "duplicate_id": "An id that an earlier row has.",
    GroupIsItem = "group_is_item": "A group with the id of an item.",
    OptionNames = "option_names": "Another set of options than the rest of the group.",
    DuplicateCombination = "duplicate_combination": "The same options as another row of the group.",
    MemoryLimit = "memory_limit": "So many rows that the rest is not compared with each other.",
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

closed_enum! {
    /// How bad it is.
    pub enum Severity {
        /// The row, or the file, will not be taken as it is meant.
        Error = "error",
        /// It will be taken, but something of it is ignored or looks wrong.
        Warning = "warning",
    }
}

/// Something wrong in a feed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The name of the file.
    pub file: Arc<str>,
    /// The row, counted from 1; the header is row 1 of a delimited file. `None` for the file as a whole.
    pub row: Option<u64>,
    /// The field, as this revision calls it, or the name that it has in the file.
    pub field: Option<String>,
    /// The rule that is broken.
    pub rule: Rule,
    /// How bad it is.
    pub severity: Severity,
    /// What to change.
    pub advice: String,
}

/// For people: `products.csv:3: error: price: money_grammar: write …`.
impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if let Some(row) = self.row {
            write!(f, ":{row}")?;
        }
        write!(f, ": {}: ", self.severity)?;
        if let Some(field) = &self.field {
            write!(f, "{field}: ")?;
        }
        write!(f, "{}: {}", self.rule, self.advice)
    }
}
