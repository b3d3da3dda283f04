//! Asking the shop for a quote.

use super::selection::{self, Chosen, Reconciled};
use super::{Engine, EngineError, Refusal, Violation, handler, markdown, total};
use crate::backend::{CommerceBackend, Context};
use crate::model::{Cart, ItemProblem, Message, Quote, Selection};
use crate::types::MoneyError;

/// A cart with a quote that fits it.
#[derive(Debug)]
pub(super) struct Priced {
    pub(super) cart: Cart,
    pub(super) quote: Quote,
    /// What the buyer should know of how it came about.
    pub(super) notices: Vec<Message>,
}

impl From<MoneyError> for EngineError {
    fn from(error: MoneyError) -> Self {
        Self::Violation(error.into())
    }
}

impl<B: CommerceBackend> Engine<B> {
    /// Asks the shop for a quote; asks again when the engine chose an option for the buyer, so that the totals hold it.
    pub(super) async fn price(&self, context: &Context, mut cart: Cart, chosen: Chosen) -> Result<Priced, EngineError> {
        let quote = self.quote(context, &cart).await?;
        let Reconciled { selections, notices } = selection::reconcile(&cart, &quote, &chosen)?;
        let settled = same_choice(&selections, &cart.selections);
        cart.selections = selections;
        if settled {
            return Ok(Priced { cart, quote, notices });
        }
        let quote = self.quote(context, &cart).await?;
        let again = selection::reconcile(&cart, &quote, &Chosen::Before)?;
        if !same_choice(&again.selections, &cart.selections) {
            return Err(Violation::UnstableOptions.into());
        }
        Ok(Priced { cart, quote, notices })
    }

    async fn quote(&self, context: &Context, cart: &Cart) -> Result<Quote, EngineError> {
        let mut quote = self.backend.quote(context, cart).await?;
        total::audit(cart, &quote)?;
        handler::audit(&quote)?;
        markdown::hold(&mut quote, self.config.raw_html)?;
        let unknown = quote.unavailable.iter().filter(|item| item.problem == ItemProblem::Unknown).count();
        if quote.lines.is_empty() && unknown == cart.lines.len() {
            // C-ERR-06: nothing but unknown items is no session.
            return Err(Refusal::UnknownItem { line: 0 }.into());
        }
        Ok(quote)
    }
}

/// Whether the same options deliver the same lines.
fn same_choice(left: &[Selection], right: &[Selection]) -> bool {
    left.len() == right.len()
        && left.iter().zip(right).all(|(left, right)| left.option == right.option && left.lines == right.lines)
}
