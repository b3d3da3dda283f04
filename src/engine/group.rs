//! Which lines go where.

use super::Refusal;
use crate::model::{CartLine, Field, FulfillmentGroup};
use crate::types::LineItemId;

/// Groups hold each line exactly once (ACP-FUL-17). Lines are named by line or by item, as selections name them
/// (C-FUL-02).
pub(super) fn check(groups: &[FulfillmentGroup], lines: &[CartLine]) -> Result<(), Refusal> {
    if groups.is_empty() {
        return Ok(());
    }
    let mut taken: Vec<&LineItemId> = Vec::with_capacity(lines.len());
    for (index, group) in groups.iter().enumerate() {
        let invalid = |reason| Refusal::Invalid { field: Field::FulfillmentGroup(index), reason };
        for name in &group.item_ids {
            let by_line: Vec<_> = lines.iter().filter(|line| line.id == name.as_str()).collect();
            let found = if by_line.is_empty() {
                lines.iter().filter(|line| line.item == name.as_str()).collect()
            } else {
                by_line
            };
            if found.is_empty() {
                return Err(invalid("names a line that is not in the session"));
            }
            for line in found {
                if taken.contains(&&line.id) {
                    return Err(invalid("names a line twice"));
                }
                taken.push(&line.id);
            }
        }
    }
    if taken.len() < lines.len() {
        let field = Field::FulfillmentGroup(groups.len() - 1);
        return Err(Refusal::Invalid { field, reason: "no group names all the lines that are left" });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::tests::shop::pieces;
    use crate::model::FulfillmentKind;

    /// What is said of these groups of a mug on `li_1`, a pen on `li_2` and another mug on `li_3`.
    fn checked(groups: &[&[&str]]) -> Result<(), (usize, &'static str)> {
        let lines: Vec<_> = [("li_1", "mug"), ("li_2", "pen"), ("li_3", "mug")]
            .map(|(id, item)| CartLine::new(id, item, pieces(1)))
            .into();
        let group = |ids: &&[&str]| {
            let ids = ids.iter().map(|id| (*id).to_owned()).collect();
            FulfillmentGroup::new("g", ids, FulfillmentKind::Shipping)
        };
        let groups: Vec<_> = groups.iter().map(group).collect();
        check(&groups, &lines).map_err(|refusal| match refusal {
            Refusal::Invalid { field: Field::FulfillmentGroup(index), reason } => (index, reason),
            other => panic!("{other:?}"),
        })
    }

    // ACP-FUL-17
    #[test]
    fn groups_hold_each_line_exactly_once() {
        assert_eq!(checked(&[]), Ok(()));
        assert_eq!(checked(&[&["li_1", "li_2", "li_3"]]), Ok(()));
        assert_eq!(checked(&[&["li_3"], &["li_2", "li_1"]]), Ok(()));
        assert_eq!(checked(&[&["pen"], &["mug"]]), Ok(()));
        assert_eq!(checked(&[&["li_1"], &["li_1", "li_2", "li_3"]]), Err((1, "names a line twice")));
        assert_eq!(checked(&[&["mug", "li_1", "li_2"]]), Err((0, "names a line twice")));
        assert_eq!(checked(&[&["mug", "pen", "hat"]]), Err((0, "names a line that is not in the session")));
        let left = "no group names all the lines that are left";
        assert_eq!(checked(&[&["li_1"], &["li_2"]]), Err((1, left)));
        assert_eq!(checked(&[&[]]), Err((0, left)));
    }
}
