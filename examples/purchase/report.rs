//! Prints what happens, and checks it.

use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

use agentic_commerce::client::Reply;
use agentic_commerce::model::{Checkout, ErrorCode, MessageKind, TotalKind};
use agentic_commerce::sample::Tally;
use agentic_commerce::types::Money;
use axum::http::StatusCode;

/// What happened so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    requests: usize,
    title: String,
    mismatches: Vec<String>,
}

impl Report {
    /// Prints a request and its answer. Checks that follow are about it.
    pub(crate) fn step(&mut self, title: &str, request: &str, reply: &Reply) {
        self.requests += 1;
        title.clone_into(&mut self.title);
        say(format_args!("\n{}. {title}\n\n   {request}", self.requests));
        let replayed = if reply.replayed { ", replayed" } else { "" };
        say(format_args!("   {}, session {}{replayed}\n", reply.status, reply.checkout.status));
        print_session(&reply.checkout);
    }

    /// Prints a request to somebody else than the store, and what was answered. Checks that follow are about it.
    pub(crate) fn call(&mut self, title: &str, request: &str, status: StatusCode, told: &str) {
        self.requests += 1;
        title.clone_into(&mut self.title);
        say(format_args!("\n{}. {title}\n\n   {request}", self.requests));
        say(format_args!("   {status}, {told}\n"));
    }

    /// Prints what the agent's platform was told. Checks that follow are about it.
    pub(crate) fn event(&mut self, title: &str, event: &str) {
        title.clone_into(&mut self.title);
        say(format_args!("\n   {title}\n\n   webhook: {event}\n"));
    }

    /// Checks that what was found is what the protocol, or the arithmetic, says.
    pub(crate) fn expect<T: PartialEq + Display + Copy>(&mut self, what: &str, found: T, expected: T) {
        if found == expected {
            say(format_args!("   ok     {what}: {found}"));
        } else {
            self.mismatch(&format!("{what}: {found}, but should be {expected}"));
        }
    }

    /// Checks that the store tells the buyer this.
    pub(crate) fn expect_message(&mut self, checkout: &Checkout, code: &ErrorCode, text: &str) {
        let found = checkout.messages.iter().any(|message| {
            message.text.as_str() == text && matches!(&message.kind, MessageKind::Error(found) if found == code)
        });
        if found {
            say(format_args!("   ok     the store says {code}"));
        } else {
            self.mismatch(&format!("the store should say {code}: {text}"));
        }
    }

    /// Checks all totals: their kinds, their order, and their amounts in cents.
    pub(crate) fn expect_totals(&mut self, checkout: &Checkout, expected: &[(TotalKind, i64)]) {
        let currency = checkout.quote.currency;
        let line = |kind: &TotalKind, amount: Money| format!("{kind} {amount}");
        let found: Vec<_> = checkout.quote.totals.iter().map(|total| line(&total.kind, total.amount)).collect();
        let expected: Vec<_> = expected.iter().map(|(kind, cents)| line(kind, Money::new(*cents, currency))).collect();
        if found == expected {
            say("   ok     every total as computed by hand");
        } else {
            self.mismatch(&format!("totals: {}, but should be {}", found.join(", "), expected.join(", ")));
        }
    }

    fn mismatch(&mut self, text: &str) {
        say(format_args!("   WRONG  {text}"));
        self.mismatches.push(format!("{}. {}: {text}", self.requests, self.title));
    }

    /// How many requests there were so far.
    pub(crate) const fn requests(&self) -> usize {
        self.requests
    }

    /// Ends with one line, and with the exit code that it stands for.
    pub(crate) fn conclude(&self, purchase: &Purchase) -> ExitCode {
        if !self.mismatches.is_empty() {
            eprintln!("\nnot as the protocol says:");
            for mismatch in &self.mismatches {
                eprintln!("  {mismatch}");
            }
            return ExitCode::FAILURE;
        }
        let Purchase { checkout, requests, tally } = purchase;
        let lines: Vec<_> =
            checkout.quote.lines.iter().map(|line| format!("{} × {}", line.quantity.get(), line.item)).collect();
        let total = checkout.quote.total().map_or_else(|| "nothing".to_owned(), |total| total.to_string());
        say(format_args!(
            "\nbought {} for {total} in {requests} requests; {}, {}; everything as the protocol says",
            lines.join(", "),
            count(tally.authorized, "charge"),
            count(tally.orders, "order"),
        ));
        ExitCode::SUCCESS
    }
}

/// A purchase that is done.
#[derive(Debug)]
pub(crate) struct Purchase {
    /// What was bought.
    pub(crate) checkout: Checkout,
    /// In how many requests.
    pub(crate) requests: usize,
    /// What the shop wrote down of it.
    pub(crate) tally: Tally,
}

/// Prints a line. Whoever reads may stop reading, which is no reason to stop buying.
pub(crate) fn say(line: impl Display) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// Lines, totals, delivery, messages and the order, one under the other.
fn print_session(checkout: &Checkout) {
    for line in &checkout.quote.lines {
        say(row(&format!("{} × {}", line.quantity.get(), line.item), line.base_amount, ""));
    }
    say(format_args!("     {:-<42}", ""));
    for total in &checkout.quote.totals {
        say(row(&total.display_text, total.amount, ""));
    }
    let mut more = Vec::new();
    for option in &checkout.quote.fulfillment_options {
        let chosen = checkout.cart.selections.iter().any(|selection| selection.option == option.id);
        let remark = if chosen { "chosen" } else { "" };
        more.push(row(&format!("to choose: {}", option.title), option.subtotal, remark));
    }
    for message in &checkout.messages {
        let kind = match &message.kind {
            MessageKind::Info => "info",
            MessageKind::Warning(code) => code.as_str(),
            MessageKind::Error(code) => code.as_str(),
        };
        more.push(format!("     {kind}: {}", message.text.as_str()));
    }
    if let Some(order) = &checkout.order {
        more.push(format!("     order {}: {}", order.id, order.permalink_url));
    }
    if !more.is_empty() {
        say(format_args!("\n{}", more.join("\n")));
    }
    say("");
}

/// A text on the left, an amount on the right, and perhaps a remark.
fn row(text: &str, amount: Money, remark: &str) -> String {
    format!("     {text:<28}{:>14}  {remark}", amount.to_string()).trim_end().to_owned()
}

fn count(number: usize, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {noun}{plural}")
}
