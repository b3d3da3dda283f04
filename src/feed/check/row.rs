//! What is wrong with a row by itself.

use super::cells::Cells;
use super::rule::{Rule, Severity};
use super::variant::Choice;
use super::{item, offer, seller, variant};
use crate::feed::{Field, Revision};
use crate::types::{Currency, Timestamp};

/// Something wrong with a row, before it is known which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) field: Option<Field>,
    pub(super) rule: Rule,
    pub(super) severity: Severity,
    pub(super) advice: String,
}

/// A row that is being looked at.
pub(super) struct Look<'l, 'r> {
    pub(super) revision: Revision,
    /// What counts as past. Nothing, without a clock.
    pub(super) now: Option<Timestamp>,
    pub(super) cells: &'l Cells<'r>,
    /// Those of `variant_dict`, if they can be read.
    pub(super) options: Option<&'l [Choice<'l>]>,
    pub(super) problems: &'l mut Vec<Problem>,
    /// The currency that was read last: most feeds have one.
    pub(super) currency: &'l mut Option<Currency>,
}

/// Looks at a row. `columns` are those that the file has, where it has a header: what is missing there was told once.
pub(super) fn check(look: &mut Look<'_, '_>, columns: Option<&[Field]>) {
    for field in required(look.revision) {
        if !look.cells.has(*field) && columns.is_none_or(|columns| columns.contains(field)) {
            look.error(*field, Rule::MissingRequired, "give it a value");
        }
    }
    placeholders(look);
    item::check(look);
    offer::check(look);
    variant::check(look);
    seller::check(look);
}

/// What every row of a revision needs.
pub(super) const fn required(revision: Revision) -> &'static [Field] {
    use Field as F;
    match revision {
        Revision::A => &[
            F::IsEligibleSearch,
            F::IsEligibleCheckout,
            F::ItemId,
            F::Title,
            F::Description,
            F::Url,
            F::ProductCategory,
            F::Material,
            F::ImageUrl,
            F::Price,
            F::Availability,
            F::InventoryQuantity,
            F::SellerName,
            F::SellerUrl,
            F::ReturnPolicy,
            F::ReturnDeadlineInDays,
        ],
        Revision::B => &[
            F::IsEligibleSearch,
            F::IsEligibleCheckout,
            F::ItemId,
            F::Title,
            F::Description,
            F::Url,
            F::Brand,
            F::ImageUrl,
            F::Price,
            F::Availability,
            F::SellerName,
            F::SellerUrl,
            F::ReturnPolicy,
        ],
        Revision::C => &[
            F::IsEligibleSearch,
            F::IsEligibleCheckout,
            F::ItemId,
            F::Title,
            F::Description,
            F::Url,
            F::Brand,
            F::ImageUrl,
            F::Price,
            F::Availability,
            F::SellerName,
            F::SellerUrl,
            F::ReturnPolicy,
            F::TargetCountries,
            F::StoreCountry,
        ],
        Revision::D => &[
            F::ItemId,
            F::Title,
            F::Description,
            F::Url,
            F::Brand,
            F::ImageUrl,
            F::Price,
            F::Availability,
            F::SellerName,
        ],
        Revision::Google => {
            &[F::ItemId, F::Title, F::Description, F::Url, F::Brand, F::ImageUrl, F::Price, F::Availability]
        }
    }
}

fn placeholders(look: &mut Look<'_, '_>) {
    for (field, text) in look.cells.filled() {
        let is_word = text.len() <= 7 && ["null", "unknown", "n/a"].iter().any(|word| text.eq_ignore_ascii_case(word));
        if is_word && field != Field::Availability {
            look.problems.push(Problem {
                field: Some(field),
                rule: Rule::Placeholder,
                severity: Severity::Error,
                advice: "leave out what is not known".to_owned(),
            });
        }
    }
}

impl<'l> Look<'l, '_> {
    pub(super) fn error(&mut self, field: Field, rule: Rule, advice: impl Into<String>) {
        self.tell(field, rule, Severity::Error, advice);
    }

    pub(super) fn warning(&mut self, field: Field, rule: Rule, advice: impl Into<String>) {
        self.tell(field, rule, Severity::Warning, advice);
    }

    pub(super) fn tell(&mut self, field: Field, rule: Rule, severity: Severity, advice: impl Into<String>) {
        self.problems.push(Problem { field: Some(field), rule, severity, advice: advice.into() });
    }

    /// A field that another one needs.
    pub(super) fn needs(&mut self, field: Field, needed: Field) {
        if let Some(name) = needed.name(self.revision)
            && !self.cells.has(needed)
        {
            self.error(field, Rule::NeededWith, format!("give {name} too"));
        }
    }

    /// The text of a field, apart from the borrow of the look.
    pub(super) fn text(&self, field: Field) -> Option<&'l str> {
        self.cells.get(field)
    }

    /// A field of words.
    pub(super) fn word(&mut self, field: Field, words: &[&str]) {
        if let Some(text) = self.cells.get(field)
            && !words.contains(&text)
        {
            self.error(field, Rule::UnknownWord, format!("one of {}", words.join(", ")));
        }
    }

    /// A field of `true` and `false`.
    pub(super) fn boolean(&mut self, field: Field) {
        if let Some(text) = self.cells.get(field)
            && !matches!(text, "true" | "false")
        {
            self.error(field, Rule::Boolean, "true or false, in lower case");
        }
    }

    /// A whole number of at least `least`.
    pub(super) fn integer(&mut self, field: Field, least: u64) {
        if let Some(text) = self.cells.get(field) {
            let whole = text.bytes().all(|byte| byte.is_ascii_digit());
            if !whole || text.parse::<u64>().is_ok_and(|number| number < least) {
                self.error(field, Rule::Integer, format!("a whole number, {least} or more"));
            }
        }
    }

    pub(super) fn is_before_d(&self) -> bool {
        matches!(self.revision, Revision::A | Revision::B | Revision::C)
    }
}
