//! Pages that the buyer may want to read.

use crate::acp::v2026_04_17::Link;
use crate::model;

pub(super) fn read(link: Link) -> model::Link {
    let Link { kind, title, url } = link;
    model::Link { kind: model::LinkKind::from(kind.as_str()), url, title }
}
