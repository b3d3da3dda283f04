//! An agent buys from a store: over real HTTP, step by step, and every answer is checked.
//!
//! ```sh
//! cargo run --example purchase --features demo
//! cargo run --example purchase --features demo -- --release 2025-09-29
//! cargo run --example purchase --features demo -- --with-psp
//! ```
//!
//! `merchant.rs` is what a store does, `agent.rs` is what an agent does, `platform.rs` hears what became of the order,
//! `report.rs` prints and checks. With `--with-psp`, `psp.rs` is what a payment provider does, and `card.rs` what an agent
//! does with the buyer's card.

mod agent;
mod card;
mod merchant;
mod platform;
mod psp;
mod report;

use std::error::Error;
use std::process::ExitCode;
use std::sync::Arc;

use agentic_commerce::sample::SampleShop;
use agentic_commerce::types::ApiVersion;
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};

use agent::Agent;
use card::Card;
use merchant::Merchant;
use platform::Platform;
use psp::Psp;
use report::{Purchase, Report, say};

/// What a mug costs, in cents.
const MUG: i64 = 1_250;
/// What lets the agent in.
const API_KEY: &str = "sk_test_agent";
/// What the agent signs its requests with.
const SIGNING_SECRET: &str = "q7Jw0dVYhE3mZc5tRk1sXbN9uLfG2aPo";

/// What the payment provider knows the merchant by.
const MERCHANT_ID: &str = "acct_sample";
/// What lets the agent in at the payment provider.
const PSP_KEY: &str = "sk_test_agent_at_psp";

/// What the store signs order events with.
const WEBHOOK_SECRET: &str = "8fTn4yKcD0vWgB6jHs2eQzL7xUaM3rIi";

/// Plays an agent that buys two mugs from the in-memory store, and checks what the protocol says of every answer.
///
/// Exits with 0 if everything was as it should be.
#[derive(Debug, Parser)]
#[command(name = "purchase")]
struct Arguments {
    /// The release of the protocol that the agent speaks: 2026-04-17, 2026-01-30, 2026-01-16, 2025-12-12 or 2025-09-29
    #[arg(long, default_value_t = ApiVersion::LATEST)]
    release: ApiVersion,

    /// Also play a payment provider: the agent hands it a test card and pays with the token, and the card's bank has the
    /// buyer authenticate (3-D Secure). Takes 2026-04-17, the first release with delegated authentication
    #[arg(long)]
    with_psp: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Arguments { release, with_psp } = Arguments::parse();
    if with_psp && release < ApiVersion::V2026_04_17 {
        let problem = format!("--with-psp takes 2026-04-17: {release} has no delegated authentication");
        Arguments::command().error(ErrorKind::ArgumentConflict, problem).exit();
    }
    match play(release, with_psp).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {}", chain(&*error));
            ExitCode::FAILURE
        }
    }
}

async fn play(release: ApiVersion, with_psp: bool) -> Result<ExitCode, Box<dyn Error>> {
    let mut platform = Platform::open(WEBHOOK_SECRET).await?;
    let psp = if with_psp { Some(Psp::open(PSP_KEY, SIGNING_SECRET, MERCHANT_ID).await?) } else { None };
    let mut shop = SampleShop::builtin(); // a shop of your own goes here
    if let Some(psp) = &psp {
        shop = shop.with_payments(Arc::clone(&psp.provider) as _);
        say(format_args!("A payment provider is open at {}.", psp.url()));
    }
    let merchant = Merchant::open(shop, API_KEY, SIGNING_SECRET, &platform.url()?, WEBHOOK_SECRET).await?;
    say(format_args!("A store is open at {}. An agent comes that speaks {release}.", merchant.url()?));

    let agent = Agent::new(merchant.url()?, API_KEY, SIGNING_SECRET, release)?;
    let mut report = Report::default();
    let id = agent.create(&mut report).await?;
    let before = agent.tell_address(&id, &mut report).await?;
    agent.choose_express(&id, before, &mut report).await?;
    agent.pay_in_vain(&id, with_psp, &mut report).await?;
    merchant.expect_books(&id, 0, &mut report);
    let complete = match &psp {
        Some(psp) => {
            let card = Card::new(psp.url(), PSP_KEY, SIGNING_SECRET, MERCHANT_ID)?;
            let complete = agent.authenticate(&id, &card, &mut report).await?;
            merchant.expect_books(&id, 0, &mut report);
            complete
        }
        None => Agent::good_card(),
    };
    let paid = agent.pay(&id, &complete, &mut report).await?;
    merchant.expect_books(&id, 1, &mut report);
    agent.look(&paid, &mut report).await?;
    agent.pay_again(&paid, &complete, &mut report).await?;
    merchant.expect_books(&id, 1, &mut report);
    if let Some(psp) = psp {
        psp.expect_payments(1, paid.checkout.quote.total().ok_or("a session has a total")?, &mut report);
        psp.close();
    }
    let tally = merchant.shop.ledger().tally(&id);
    let order = paid.checkout.order.as_ref().ok_or("a completed session has an order")?.id.clone();
    merchant.tell(&mut report).await?;
    let confirmed = ["confirmed", "confirmed"];
    platform.expect_event(
        "The store tells the agent's platform of the order",
        "order_create",
        confirmed,
        0,
        &mut report,
    );
    merchant.ship(&order).await?;
    merchant.tell(&mut report).await?;
    platform.expect_event("It ships the mugs", "order_update", ["shipped", "shipped"], 0, &mut report);
    merchant.deliver(&order).await?;
    merchant.tell(&mut report).await?;
    platform.expect_event("They arrive", "order_update", ["completed", "fulfilled"], 0, &mut report);
    merchant.refund(&order, MUG).await?;
    merchant.tell(&mut report).await?;
    let stays = ["completed", "fulfilled"];
    platform.expect_event("One has a crack, and is paid back", "order_update", stays, MUG, &mut report);
    platform.close(&mut report);
    let purchase = Purchase { checkout: paid.checkout, requests: report.requests(), tally };

    let (given_up, reason) = agent.give_up(&mut report).await?;
    merchant.expect_given_up(&given_up, reason.as_ref(), &mut report);
    merchant.close().await?;
    Ok(report.conclude(&purchase))
}

/// An error with all its causes.
fn chain(error: &dyn Error) -> String {
    error.source().map_or_else(|| error.to_string(), |cause| format!("{error}: {}", chain(cause)))
}
