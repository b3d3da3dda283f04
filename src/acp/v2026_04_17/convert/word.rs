//! Words that the release and the model have in common.

use crate::acp::v2026_04_17::{
    AvailabilityStatus, CouponDuration, DirectoryServer, DiscountDetailType, DiscountErrorCode, DiscountMethod,
    DiscountSource, DisplayContext, Enforcement, InterventionType, LinkType, MessageErrorCode, MessageWarningCode,
    ReasonCode, RedirectContext, Resolution, Severity, TotalType,
};

/// The word, if the release lists it. What the schema does not list must not reach the wire.
pub(super) fn listed<W: Word>(text: &str) -> Option<W> {
    Some(W::from(text)).filter(W::is_listed)
}

/// An enumeration that is open for reading, while the schema lists all that may be written.
pub(super) trait Word: for<'a> From<&'a str> {
    /// Whether the schema lists the word.
    fn is_listed(&self) -> bool;
}

macro_rules! words {
    ($($name:ident),+ $(,)?) => { $(
        impl Word for $name {
            fn is_listed(&self) -> bool {
                !matches!(self, Self::_Unlisted(_))
            }
        }
    )+ };
}

words! {
    AvailabilityStatus, CouponDuration, DirectoryServer, DiscountDetailType, DiscountErrorCode, DiscountMethod,
    DiscountSource, DisplayContext, Enforcement, InterventionType, LinkType, MessageErrorCode, MessageWarningCode,
    ReasonCode, RedirectContext, Resolution, Severity, TotalType,
}

/// Two enumerations of the same words, read and written: a word that one of them lacks does not compile.
macro_rules! same_words {
    ($read:ident, $write:ident: $of_release:ident = $of_model:ident { $($word:ident),+ $(,)? }) => {
        pub(super) const fn $read(word: $of_release) -> crate::model::$of_model {
            match word {
                $( $of_release::$word => crate::model::$of_model::$word, )+
            }
        }

        pub(super) const fn $write(word: crate::model::$of_model) -> $of_release {
            match word {
                $( crate::model::$of_model::$word => $of_release::$word, )+
            }
        }
    };
}

pub(super) use same_words;
