//! What to offer: which ranked picks may be shown, what may be promised about them, and what an add
//! sends. All of it is a pure function of what is passed in; nothing here fetches, stores or waits
//! for a clock.
//!
//! May import [`crate::domain`], [`crate::table`] and [`crate::score`].
//!
//! | module | holds |
//! |---|---|
//! | `session` | one box on one page: its picks, ticks and cart, how each change moves it, what reaches a goal |
//! | `view` | the view model that [`crate::ui`] draws: words and states, no arithmetic left |
//! | `adding` | an add to the cart, and the honest account of what came of it |
//! | `shop` | the traits that a shop's page fills: its cart, its live prices and stock |
//! | `refusal` | what the shopper does not want to be suggested, and for how long that holds |
//! | `control` | what the shopper does, and the names of the elements for it |
//! | `event` | what the page is told |
//! | `words` | texts by locale, plurals, placeholders; money and numbers through a trait |
//!
//! The rules, in one place:
//!
//! - An item in the cart is not offered. The product being looked at stays as *in your cart*, and so
//!   does an item that was added from this very box, until the page is left.
//! - A sold-out item is not offered. A sold-out product being looked at says so and cannot be ticked.
//! - The product being looked at starts ticked; everything else starts unticked, always: nobody is
//!   charged for what they did not choose.
//! - A price comes from the shop's page, or is absent. A total is claimed only when every ticked item
//!   has a price and all are in one currency.
//! - A saving is what the cart takes off more than before the add. Until then a discount of the shop's is
//!   only said to come off in the cart, and without its name nothing is said.
//! - A reason is a count of real orders.

mod adding;
mod control;
mod event;
mod refusal;
mod session;
mod shop;
mod view;
mod words;

pub use adding::{Attempt, LineResult, add};
pub use control::{Control, Intent};
pub use event::{EmptyReason, OfferEvent};
pub use refusal::{MOST_REFUSALS, REFUSAL_DAYS, Refusals};
pub use session::{Ability, Candidate, Discount, Session, Setup, Step, Support};
pub use shop::{AddLine, Answer, Cart, Live, Products, Refusal, ShopError, Watch};
pub use view::{
    AboutView, AddView, Badge, BadgeView, BoxView, CardState, CardView, GoalView, HeadingLevel,
    Layout, NoticeView, Phase, SummaryView, TickView, Tone,
};
pub use words::{ENGLISH, Formats, Messages, Plural, Words};
