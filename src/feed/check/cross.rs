//! What is wrong between rows: held in memory as hashes, up to a limit.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, DefaultHasher, Hash, Hasher};

use super::cells::Cells;
use super::row::Problem;
use super::rule::{Rule, Severity};
use super::variant::Choice;
use crate::feed::{Field, Revision};

/// Hashes to be asked for.
#[expect(clippy::disallowed_types, reason = "never walked, so no order shows")]
type Hashes = std::collections::HashSet<u64, BuildHasherDefault<AsItIs>>;

/// What is a hash already needs no other.
#[derive(Debug, Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes.iter().fold(self.0, |hash, byte| hash.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// What was seen so far. Eight bytes an id: two that differ may be mistaken for each other, but hardly ever are.
#[derive(Debug)]
pub(super) struct Seen {
    limit: usize,
    full: bool,
    items: Hashes,
    /// The names of the options of each group.
    groups: HashMap<u64, Option<u64>, BuildHasherDefault<AsItIs>>,
    combinations: Hashes,
}

impl Seen {
    pub(super) fn new(limit: usize) -> Self {
        Self {
            limit,
            full: false,
            items: Hashes::default(),
            groups: HashMap::default(),
            combinations: Hashes::default(),
        }
    }

    pub(super) fn check(
        &mut self,
        revision: Revision,
        cells: &Cells<'_>,
        options: Option<&[Choice<'_>]>,
        problems: &mut Vec<Problem>,
    ) {
        let mut tell = |field, rule, advice: &str| {
            let advice = advice.to_owned();
            problems.push(Problem { field: Some(field), rule, severity: Severity::Error, advice });
        };
        if !self.full && self.items.len() + self.groups.len() + self.combinations.len() >= self.limit {
            self.full = true;
            problems.push(Problem {
                field: None,
                rule: Rule::MemoryLimit,
                severity: Severity::Warning,
                advice: "from here on ids are compared with earlier rows only; raise the limit".to_owned(),
            });
            return self.check(revision, cells, options, problems);
        }
        let Some(item) = cells.get(Field::ItemId) else { return };
        let id = hash(&item);
        if self.items.contains(&id) {
            tell(Field::ItemId, Rule::DuplicateId, "an id of its own: an earlier row has it");
        }
        if self.groups.contains_key(&id) {
            tell(Field::ItemId, Rule::GroupIsItem, "an id that no group has");
        }
        if !self.full {
            self.items.insert(id);
        }

        // Without a group, or with its own id for one, an item stands alone.
        let Some(group) = cells.get(Field::GroupId).filter(|group| *group != item) else { return };
        let group = hash(&group);
        if self.items.contains(&group) {
            tell(Field::GroupId, Rule::GroupIsItem, "an id that no item has");
        }
        let chosen = chosen(revision, cells, options);
        let names = chosen.as_ref().map(|chosen| hash(&chosen.iter().map(|(name, _)| name).collect::<Vec<_>>()));
        match self.groups.get(&group) {
            Some(Some(others)) if names.is_some_and(|names| names != *others) => {
                tell(Field::VariantDict, Rule::OptionNames, "the same options as the other rows of the group");
            }
            Some(Some(_)) => {}
            _ if !self.full => {
                self.groups.insert(group, names);
            }
            _ => {}
        }
        if let Some(chosen) = chosen {
            let combination = hash(&(group, chosen));
            if self.combinations.contains(&combination) {
                tell(Field::VariantDict, Rule::DuplicateCombination, "options that no other row of the group has");
            } else if !self.full {
                self.combinations.insert(combination);
            }
        }
    }
}

/// The options of a row where they count, sorted by name.
fn chosen<'c>(
    revision: Revision,
    cells: &'c Cells<'_>,
    options: Option<&'c [Choice<'c>]>,
) -> Option<Cow<'c, [Choice<'c>]>> {
    match revision {
        Revision::Google => None,
        Revision::D if !cells.is(Field::ListingHasVariations, "true") => None,
        _ if cells.has(Field::VariantDict) => options.map(Cow::Borrowed),
        _ => custom(cells).map(Cow::Owned),
    }
}

fn custom<'c>(cells: &'c Cells<'_>) -> Option<Vec<Choice<'c>>> {
    let pairs = Field::CUSTOM_VARIANTS.chunks_exact(2).filter_map(|pair| match pair {
        [category, option] => Some((cells.get(*category)?.into(), cells.get(*option)?.into())),
        _ => None,
    });
    let mut pairs: Vec<Choice<'_>> = pairs.collect();
    pairs.sort();
    (!pairs.is_empty()).then_some(pairs)
}

fn hash(what: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}
