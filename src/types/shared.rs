//! What several revisions hold in common.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A value that its copies share until one of them is changed.
///
/// Copying it costs nothing, so a session that goes through five revisions holds one copy of what stays the same. It is
/// read and changed like the value itself; whoever changes it while it is shared gets a copy of its own first.
///
/// ```
/// use agentic_commerce::types::Shared;
///
/// let before = Shared::new(vec!["mug"]);
/// let mut after = before.clone();
/// after.push("plate");
/// assert_eq!(*before, ["mug"]);
/// assert_eq!(*after, ["mug", "plate"]);
/// ```
#[derive(PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Shared<T>(Arc<T>);

impl<T> Shared<T> {
    /// Shares a value.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self(Arc::new(value))
    }
}

impl<T: Clone> Shared<T> {
    /// The value itself: a copy if others hold it too.
    #[must_use]
    pub fn into_inner(self) -> T {
        Arc::unwrap_or_clone(self.0)
    }
}

impl<T> Clone for Shared<T> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}

impl<T: PartialEq> PartialEq<T> for Shared<T> {
    fn eq(&self, other: &T) -> bool {
        **self == *other
    }
}

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: fmt::Debug> fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_seen_by_nobody_else() {
        let mut alone = Shared::new(vec![1]);
        let place = alone.as_ptr();
        alone[0] = 2;
        assert_eq!(alone.as_ptr(), place, "nobody shares it, so it is changed where it stands");
        let before = alone.clone();
        assert_eq!(before.as_ptr(), place);
        alone[0] = 3;
        assert_eq!((&*before, &*alone), (&vec![2], &vec![3]));
        assert_eq!((before.into_inner(), alone.into_inner()), (vec![2], vec![3]));
    }

    #[test]
    fn it_reads_and_writes_as_the_value_does() {
        let shared = Shared::new(vec![1, 2]);
        assert_eq!(serde_json::to_string(&shared).unwrap(), "[1,2]");
        assert_eq!(serde_json::from_str::<Shared<Vec<i32>>>("[1,2]").unwrap(), shared);
        assert_eq!(format!("{shared:?}"), "[1, 2]");
    }
}
