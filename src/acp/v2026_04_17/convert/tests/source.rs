//! Values made of bytes: where the bytes end, everything is as small as it can be. So a failing case shrinks by itself.

use crate::types::{Currency, Money, Quantity, Timestamp, Uri};

pub(super) struct Source<'a>(std::slice::Iter<'a, u8>);

impl<'a> Source<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes.iter())
    }

    pub(super) fn byte(&mut self) -> u8 {
        self.0.next().copied().unwrap_or(0)
    }

    pub(super) fn below(&mut self, end: usize) -> usize {
        usize::from(self.byte()) % end
    }

    pub(super) fn flag(&mut self) -> bool {
        self.byte() % 2 == 1
    }

    pub(super) fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        self.flag().then(|| make(self))
    }

    pub(super) fn list<T>(&mut self, longest: usize, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let length = self.below(longest + 1);
        (0..length).map(|_| make(self)).collect()
    }

    pub(super) fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }

    /// A listed word of an open enumeration, or now and then one that nobody lists.
    pub(super) fn word<T: for<'t> From<&'t str>>(&mut self, listed: &[&str]) -> T {
        match self.below(listed.len() + 1) {
            index if index < listed.len() => T::from(listed[index]),
            _ => T::from("a_word_of_its_own"),
        }
    }

    /// A listed word.
    pub(super) fn listed<T: for<'t> From<&'t str>>(&mut self, listed: &[&str]) -> T {
        T::from(listed[self.below(listed.len())])
    }

    pub(super) fn text(&mut self) -> String {
        self.one_of(&["", "a", "Ada", "two words", "\"quoted\"\\\n", "straße €", "0", "null"]).to_owned()
    }

    /// A name that nothing else has.
    pub(super) fn name(&mut self, kind: &str, index: usize) -> String {
        format!("{kind}_{index}{}", self.one_of(&["", "x", "ü"]))
    }

    pub(super) fn email(&mut self) -> String {
        self.one_of(&["ada@example.com", "a.b+c@shop.example"]).to_owned()
    }

    pub(super) fn uri(&mut self) -> Uri {
        Uri::new(self.one_of(&["https://shop.example", "https://shop.example/a?b=c#d", "urn:x:y"])).unwrap()
    }

    pub(super) fn time(&mut self) -> Timestamp {
        let seconds = 1_776_000_000 + i64::from(self.byte()) * 1_234_567;
        Timestamp::from_unix_millis(seconds * 1_000 + i64::from(self.byte() % 4) * 250).unwrap()
    }

    /// A number that JSON holds exactly.
    pub(super) fn number(&mut self) -> f64 {
        f64::from(self.byte()) / 4.0
    }

    /// A number of pieces of something, perhaps none.
    pub(super) fn count(&mut self) -> u32 {
        self.one_of(&[0, 1, 2, 250, u32::MAX])
    }

    pub(super) fn quantity(&mut self) -> Quantity {
        Quantity::new(1 + i64::from(self.byte() % 3)).unwrap()
    }

    /// An amount of nothing or more, in dollars.
    pub(super) fn price(&mut self) -> Money {
        let minor = i64::from(self.byte()) * self.one_of(&[1, 100, 1_000_000_007]);
        Money::new(minor, usd())
    }
}

pub(super) fn usd() -> Currency {
    Currency::new("usd").unwrap()
}

pub(super) fn eur() -> Currency {
    Currency::new("eur").unwrap()
}
