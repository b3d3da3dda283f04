//! The ways to deliver that are selected.

use crate::acp::v2026_04_17::SelectedFulfillmentOption;
use crate::acp::v2026_04_17::convert::fulfillment::{read_kind, write_kind};
use crate::model::{self, CartLine, FulfillmentKind, FulfillmentOption, NamedBy, SelectionRequest};
use crate::types::LineItemId;

/// What the buyer selects.
pub(super) fn write(request: &SelectionRequest) -> SelectedFulfillmentOption {
    SelectedFulfillmentOption {
        kind: request.kind.map(write_kind),
        ..SelectedFulfillmentOption::new(request.option.clone(), request.item_ids.clone())
    }
}

/// What is selected in a session: lines by their ids, or by the items on them (C-FUL-02). Where a merchant leaves the
/// type out, the option tells it.
pub(crate) fn read(
    selection: SelectedFulfillmentOption,
    lines: &[CartLine],
    options: &[FulfillmentOption],
) -> model::Selection {
    let offered = options.iter().find(|option| option.id == selection.option_id);
    let kind = selection.kind.map(read_kind).or(offered.map(FulfillmentOption::kind));
    let mut read = model::Selection::new(selection.option_id, kind.unwrap_or(FulfillmentKind::Shipping), Vec::new());
    for name in selection.item_ids {
        let is_line = lines.iter().any(|line| line.id == name.as_str());
        let on_lines: Vec<_> = lines.iter().filter(|line| line.item == name.as_str()).collect();
        if is_line || on_lines.is_empty() {
            read.lines.push(LineItemId::from(name));
        } else {
            read.named_by = NamedBy::Item;
            read.lines.extend(on_lines.into_iter().map(|line| line.id.clone()));
        }
    }
    read
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{Currency, Money, Quantity};

    // ACP-FUL-14
    #[test]
    fn lines_are_found_by_either_name() {
        let lines = [("li_1", "mug"), ("li_2", "pen"), ("li_3", "mug")]
            .map(|(id, item)| CartLine::new(id, item, Quantity::ONE));
        let usd = Currency::new("usd").unwrap();
        let options = [FulfillmentOption::digital("o", "Download", Money::zero(usd))];
        let selection = |option: &str, names: &[&str]| {
            let names = names.iter().map(|name| (*name).to_owned()).collect();
            read(SelectedFulfillmentOption::new(option, names), &lines, &options)
        };
        let lines_of =
            |selection: &model::Selection| -> Vec<String> { selection.lines.iter().map(ToString::to_string).collect() };

        let by_line = selection("o", &["li_3", "li_1"]);
        assert_eq!((lines_of(&by_line), by_line.named_by), (vec!["li_3".into(), "li_1".into()], NamedBy::Line));
        assert_eq!(by_line.kind, FulfillmentKind::Digital);
        let by_item = selection("gone", &["mug"]);
        assert_eq!((lines_of(&by_item), by_item.named_by), (vec!["li_1".into(), "li_3".into()], NamedBy::Item));
        assert_eq!(by_item.kind, FulfillmentKind::Shipping);
        let unknown = selection("o", &["li_9"]);
        assert_eq!((lines_of(&unknown), unknown.named_by), (vec!["li_9".into()], NamedBy::Line));
    }
}
