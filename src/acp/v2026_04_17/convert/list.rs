//! Lists that are optional on the wire. A list of nothing says the same as no list, so it is not written.

/// The list, unless it is empty.
pub(crate) fn unless_empty<T>(list: Vec<T>) -> Option<Vec<T>> {
    Some(list).filter(|list| !list.is_empty())
}

/// Writes each of the elements.
pub(crate) fn write<M, W>(list: &[M], write: impl FnMut(&M) -> W) -> Option<Vec<W>> {
    (!list.is_empty()).then(|| list.iter().map(write).collect())
}

/// Writes each of the elements, if each can be written.
pub(super) fn try_write<M, W, E>(list: &[M], write: impl FnMut(&M) -> Result<W, E>) -> Result<Option<Vec<W>>, E> {
    (!list.is_empty()).then(|| list.iter().map(write).collect()).transpose()
}

/// Reads each of the elements.
pub(crate) fn read<W, M>(list: Option<Vec<W>>, read: impl FnMut(W) -> M) -> Vec<M> {
    list.into_iter().flatten().map(read).collect()
}
