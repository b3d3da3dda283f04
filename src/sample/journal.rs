//! What the shop does, kept in a file.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::ledger::LedgerEntry;
use super::payment::Attempt;
use super::state::State;
use crate::backend::Placement;
use crate::model::{Authorization, Checkout, Message, Order, ReasonCode};
use crate::types::{CheckoutId, ItemId, Money, Quantity};

/// Something that the shop has done: one line of the file.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "did", rename_all = "snake_case")]
pub(super) enum Line {
    /// The provider answered an attempt to pay.
    Answered { token: String, checkout: CheckoutId, amount: Money, answer: Answer },
    /// Another provider has set money aside.
    Entered { reference: String, checkout: CheckoutId, amount: Money },
    /// Money was let go of.
    Voided { reference: String, checkout: CheckoutId },
    /// An attempt to pay that waited was let go of.
    Abandoned { reference: String, checkout: CheckoutId },
    /// An order was placed, for money and with pieces.
    Placed {
        token: String,
        checkout: CheckoutId,
        reference: String,
        pieces: Vec<(ItemId, Quantity)>,
        order: Box<Order>,
    },
    /// An order was refused.
    Refused { token: String, checkout: CheckoutId, messages: Vec<Message> },
    /// A session was given up.
    Canceled { token: String, checkout: CheckoutId, reason: Option<ReasonCode> },
}

/// What the provider said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "said", rename_all = "snake_case")]
pub(super) enum Answer {
    Authorized { reference: String },
    AuthenticationRequired { reference: String },
    PendingApproval { reference: String },
    Declined { message: String, resumed: Option<String> },
}

/// The file, and how much of it the shop knows.
#[derive(Debug)]
pub(super) struct Journal {
    file: File,
    known: u64,
}

/// The file while nobody else writes to it.
#[derive(Debug)]
pub(super) struct Entered<'a>(&'a mut Journal);

impl Journal {
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).append(true).create(true).open(path)?;
        Ok(Self { file, known: 0 })
    }

    /// Keeps other processes out, and learns what they did meanwhile.
    pub(super) fn enter(&mut self, state: &mut State) -> io::Result<Entered<'_>> {
        self.file.lock()?;
        let entered = Entered(self);
        entered.0.catch_up(state)?;
        Ok(entered)
    }

    /// Forgets what it knows, together with the state.
    pub(super) const fn forget(&mut self) {
        self.known = 0;
    }

    fn catch_up(&mut self, state: &mut State) -> io::Result<()> {
        if self.file.metadata()?.len() == self.known {
            return Ok(());
        }
        self.file.seek(SeekFrom::Start(self.known))?;
        let mut news = String::new();
        self.file.read_to_string(&mut news)?;
        for line in news.split_inclusive('\n') {
            if !line.ends_with('\n') {
                // Whoever wrote it was killed, and nobody heard of it.
                self.file.set_len(self.known)?;
                break;
            }
            apply(serde_json::from_str(line)?, state);
            self.known += u64::try_from(line.len()).unwrap_or(0);
        }
        Ok(())
    }
}

impl Entered<'_> {
    /// Takes down what was done: it is on the disk when this is over.
    pub(super) fn write(self, lines: &[Line]) -> io::Result<()> {
        if lines.is_empty() {
            return Ok(());
        }
        let mut text = Vec::new();
        for line in lines {
            serde_json::to_writer(&mut text, line)?;
            text.push(b'\n');
        }
        self.0.file.write_all(&text)?;
        self.0.file.sync_data()?;
        self.0.known += u64::try_from(text.len()).unwrap_or(0);
        Ok(())
    }
}

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        // A file that cannot be given back is given back when the process ends.
        let _ = self.0.file.unlock();
    }
}

/// Makes of the state what it was after that line.
fn apply(line: Line, state: &mut State) {
    let State { shelves, provider, orders, ledger, canceled } = state;
    match line {
        Line::Answered { token, checkout, amount, answer } => {
            provider.restore(ledger, token, Attempt { checkout, amount }, answer);
        }
        Line::Entered { reference, checkout, amount } => {
            provider.enter(ledger, &reference, Attempt { checkout, amount });
        }
        Line::Voided { reference, .. } => {
            // It can only have been held.
            let _ = provider.void(ledger, &reference);
        }
        Line::Abandoned { reference, .. } => provider.abandon(ledger, &reference),
        Line::Placed { token, checkout, reference, pieces, order } => {
            provider.restore_spent(&reference);
            // The catalog may have fewer by now: then the shelf is empty.
            let _ = shelves.take(pieces.iter().map(|(item, quantity)| (item, *quantity)));
            ledger.record(LedgerEntry::OrderPlaced { order: order.id.clone(), checkout });
            orders.restore(token, Placement::from(*order));
        }
        Line::Refused { token, messages, .. } => orders.restore(token, Placement::Refused(messages)),
        Line::Canceled { token, checkout, reason } => {
            canceled.insert(token);
            ledger.record(LedgerEntry::Canceled { checkout, reason });
        }
    }
}

/// What was asked, as far as the file needs it.
#[derive(Debug, Default)]
pub(super) struct Request<'a> {
    checkout: Option<&'a Checkout>,
    amount: Option<Money>,
    resumes: Option<&'a str>,
    reference: &'a str,
}

impl<'a> Request<'a> {
    pub(super) fn of_authorization(checkout: &'a Checkout, amount: Money, resumes: Option<&'a str>) -> Self {
        Self { checkout: Some(checkout), amount: Some(amount), resumes, ..Self::default() }
    }

    pub(super) fn of_order(checkout: &'a Checkout, reference: &'a str) -> Self {
        Self { checkout: Some(checkout), reference, ..Self::default() }
    }
}

/// What was known of a token before something was done under it.
#[derive(Debug)]
pub(super) struct Before {
    answer: Option<Authorization>,
    placed: bool,
    entries: usize,
}

impl Before {
    pub(super) fn of(state: &State, token: &str) -> Self {
        Self {
            answer: state.provider.answer(token).cloned(),
            placed: state.orders.placement(token).is_some(),
            entries: state.ledger.entries().len(),
        }
    }

    /// What was done since.
    pub(super) fn lines(&self, state: &State, token: &str, request: &Request<'_>) -> Vec<Line> {
        let mut lines = Vec::new();
        for entry in state.ledger.entries().iter().skip(self.entries).cloned() {
            match entry {
                LedgerEntry::Voided { reference, checkout } => lines.push(Line::Voided { reference, checkout }),
                LedgerEntry::Abandoned { reference, checkout } => lines.push(Line::Abandoned { reference, checkout }),
                LedgerEntry::Canceled { checkout, reason } => {
                    lines.push(Line::Canceled { token: token.to_owned(), checkout, reason });
                }
                LedgerEntry::Authorized { reference, checkout, amount } if state.provider.is_entered(&reference) => {
                    lines.push(Line::Entered { reference, checkout, amount });
                }
                // The answers below say so.
                LedgerEntry::Authorized { .. } | LedgerEntry::OrderPlaced { .. } => {}
            }
        }
        let Some(checkout) = request.checkout else { return lines };
        let (token, id) = (token.to_owned(), checkout.id.clone());
        let answer = state.provider.answer(&token).filter(|&answer| Some(answer) != self.answer.as_ref());
        let answer = answer.and_then(|answer| Answer::of(answer, request.resumes));
        if let (Some(answer), Some(amount)) = (answer, request.amount) {
            lines.push(Line::Answered { token, checkout: id, amount, answer });
        } else if let Some(placement) = state.orders.placement(&token).filter(|_| !self.placed) {
            lines.push(match placement.clone() {
                Placement::Placed(order) => {
                    let reference = request.reference.to_owned();
                    let pieces = checkout.quote.lines.iter().map(|line| (line.item.clone(), line.quantity)).collect();
                    Line::Placed { token, checkout: id, reference, pieces, order: Box::new(order.into_inner()) }
                }
                Placement::Refused(messages) => Line::Refused { token, checkout: id, messages },
            });
        }
        lines
    }
}

impl Answer {
    /// `None` while the provider does not know yet: it will answer again.
    fn of(answer: &Authorization, resumes: Option<&str>) -> Option<Self> {
        Some(match answer {
            Authorization::Authorized(authorized) => Self::Authorized { reference: authorized.reference.clone() },
            Authorization::AuthenticationRequired(challenge) => {
                Self::AuthenticationRequired { reference: challenge.reference.clone() }
            }
            Authorization::PendingApproval { reference } => Self::PendingApproval { reference: reference.clone() },
            Authorization::Declined(decline) => {
                Self::Declined { message: decline.message.clone(), resumed: resumes.map(str::to_owned) }
            }
            Authorization::Processing { .. } => return None,
        })
    }
}
