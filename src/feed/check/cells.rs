//! A row as it was read: the text of each field.

use std::borrow::Cow;

use crate::feed::Field;

const FIELDS: usize = Field::ALL.len();

/// The text of each field that has a value.
#[derive(Debug, Clone)]
pub(super) struct Cells<'r> {
    texts: [Option<Cow<'r, str>>; FIELDS],
    /// Which name gave the text; the lowest rank wins.
    ranks: [u8; FIELDS],
}

/// What became of a name for a field that another name had already filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    Same,
    Different,
}

impl<'r> Cells<'r> {
    #[inline]
    pub(super) fn new() -> Self {
        Self { texts: [const { None }; FIELDS], ranks: [u8::MAX; FIELDS] }
    }

    /// Sets a field. An empty text is no value. Tells whether the field had one already.
    #[inline]
    pub(super) fn set(&mut self, field: Field, rank: u8, text: Cow<'r, str>) -> Option<Again> {
        let at = field as usize;
        // No value, whatever the field: the pairs of `Custom_variantN` count beside an empty `variant_dict`. That it wins "even
        // if empty" is said of `{}`, which is a value: its text is not empty, and it is found wrong for what it is.
        if text.is_empty() {
            return None;
        }
        let (slot, best) = (self.texts.get_mut(at)?, self.ranks.get_mut(at)?);
        let again = slot.as_ref().map(|held| if *held == text { Again::Same } else { Again::Different });
        if slot.is_none() || rank < *best {
            *slot = Some(text);
            *best = rank;
        }
        again
    }

    #[inline]
    pub(super) fn get(&self, field: Field) -> Option<&str> {
        self.texts.get(field as usize)?.as_deref()
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.get(field).is_some()
    }

    pub(super) fn is(&self, field: Field, text: &str) -> bool {
        self.get(field) == Some(text)
    }

    pub(super) fn filled(&self) -> impl Iterator<Item = (Field, &str)> {
        Field::ALL.iter().zip(&self.texts).filter_map(|(field, text)| text.as_deref().map(|text| (*field, text)))
    }
}
