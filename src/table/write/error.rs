use crate::{
    domain::{ItemId, KeyKind},
    table::Plane,
};

/// Why input cannot become a table. The input is wrong, not the disk: nothing was written.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum WriteError {
    /// A table has one plane or two.
    #[error("a table has 1 or 2 codes a rule, not {found}")]
    Planes {
        /// What was asked for.
        found: u8,
    },
    /// Rows hold [`MAX_RULES_PER_ITEM`](crate::table::MAX_RULES_PER_ITEM) at most.
    #[error(
        "a row holds at most {} rules, not {found}",
        crate::table::MAX_RULES_PER_ITEM
    )]
    RulesPerItem {
        /// What was asked for.
        found: u8,
    },
    /// An item has more rules than the table allows.
    #[error("item {} has {found} rules, and the table allows {at_most}", item.0)]
    TooManyRules {
        /// The item.
        item: ItemId,
        /// Its rules.
        found: usize,
        /// What the table allows.
        at_most: u8,
    },
    /// An item is in more orders than there are.
    #[error("item {} is in {orders} orders, and there are {at_most}", item.0)]
    ItemOrders {
        /// The item.
        item: ItemId,
        /// Orders with the item.
        orders: u32,
        /// How many orders there are.
        at_most: u32,
    },
    /// A key without a character.
    #[error("item {} has an empty key", item.0)]
    EmptyKey {
        /// The item.
        item: ItemId,
    },
    /// Two items with one key: a page could not tell them apart.
    #[error("items {} and {} share the {kind:?} key {key:?}", first.0, second.0)]
    SharedKey {
        /// The key's kind.
        kind: KeyKind,
        /// The key.
        key: String,
        /// The one with the lower id.
        first: ItemId,
        /// The other.
        second: ItemId,
    },
    /// A rule that names its own item.
    #[error("item {} has a rule to itself", item.0)]
    RuleToItself {
        /// The item.
        item: ItemId,
    },
    /// A rule that names no item of the table.
    #[error("item {} has a rule to item {}, which is not in the table", item.0, consequent.0)]
    UnknownConsequent {
        /// The rule's antecedent.
        item: ItemId,
        /// The rule's consequent.
        consequent: ItemId,
    },
    /// Two rules between the same two items.
    #[error("item {} has two rules to item {}", item.0, consequent.0)]
    RepeatedRule {
        /// The rule's antecedent.
        item: ItemId,
        /// The rule's consequent.
        consequent: ItemId,
    },
    /// A cart score for a table of one plane.
    #[error(
        "the rule from item {} to item {} has a cart score, and the table has one plane",
        item.0, consequent.0
    )]
    NoCartPlane {
        /// The rule's antecedent.
        item: ItemId,
        /// The rule's consequent.
        consequent: ItemId,
    },
    /// A score that is negative, infinite or not a number.
    #[error(
        "the rule from item {} to item {} has the {plane:?} score {score}",
        item.0, consequent.0
    )]
    Score {
        /// The rule's antecedent.
        item: ItemId,
        /// The rule's consequent.
        consequent: ItemId,
        /// The score's plane.
        plane: Plane,
        /// The score.
        score: f64,
    },
    /// A rule that scores nothing in any plane.
    #[error("the rule from item {} to item {} has no score", item.0, consequent.0)]
    Weightless {
        /// The rule's antecedent.
        item: ItemId,
        /// The rule's consequent.
        consequent: ItemId,
    },
    /// A pair count below the floor that the table promises, or above what its items allow.
    #[error(
        "items {} and {} are together in {found} orders, and the table allows {at_least} to {at_most}",
        item.0, consequent.0
    )]
    PairOrders {
        /// The rule's antecedent.
        item: ItemId,
        /// The rule's consequent.
        consequent: ItemId,
        /// Orders with both.
        found: u32,
        /// The table's floor.
        at_least: u32,
        /// Orders of the less popular of the two.
        at_most: u32,
    },
    /// More than 4 GiB, 2^32 items or rules, or more keys than hashes can tell apart.
    #[error("there is more than one table can hold: split the shop into several tables")]
    TooLarge,
}
