//! An agent buys from a store: over real HTTP, step by step, and every answer is checked.
//!
//! ```sh
//! cargo run --example purchase --features demo
//! cargo run --example purchase --features demo -- --release 2025-09-29
//! ```
//!
//! `merchant.rs` is what a store does, `agent.rs` is what an agent does, `platform.rs` hears what became of the order,
//! `report.rs` prints and checks.

mod agent;
mod merchant;
mod platform;
mod report;

use std::error::Error;
use std::process::ExitCode;

use agentic_commerce::types::ApiVersion;
use clap::Parser;

use agent::Agent;
use merchant::Merchant;
use platform::Platform;
use report::{Purchase, Report, say};

/// What a mug costs, in cents.
const MUG: i64 = 1_250;
/// What lets the agent in.
const API_KEY: &str = "sk_test_agent";
/// What the agent signs its requests with.
const SIGNING_SECRET: &str = "q7Jw0dVYhE3mZc5tRk1sXbN9uLfG2aPo";

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
}

#[tokio::main]
async fn main() -> ExitCode {
    let Arguments { release } = Arguments::parse();
    match play(release).await {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {}", chain(&*error));
            ExitCode::FAILURE
        }
    }
}

async fn play(release: ApiVersion) -> Result<ExitCode, Box<dyn Error>> {
    let mut platform = Platform::open(WEBHOOK_SECRET).await?;
    let merchant = Merchant::open(API_KEY, SIGNING_SECRET, &platform.url()?, WEBHOOK_SECRET).await?;
    say(format_args!("A store is open at {}. An agent comes that speaks {release}.", merchant.url()?));

    let agent = Agent::new(merchant.url()?, API_KEY, SIGNING_SECRET, release)?;
    let mut report = Report::default();
    let id = agent.create(&mut report).await?;
    let before = agent.tell_address(&id, &mut report).await?;
    agent.choose_express(&id, before, &mut report).await?;
    agent.pay_in_vain(&id, &mut report).await?;
    merchant.expect_books(&id, 0, &mut report);
    let paid = agent.pay(&id, &mut report).await?;
    merchant.expect_books(&id, 1, &mut report);
    agent.look(&paid, &mut report).await?;
    agent.pay_again(&paid, &mut report).await?;
    merchant.expect_books(&id, 1, &mut report);
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
