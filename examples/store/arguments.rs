//! What the command line and the environment say.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use crate::database::Database;
use agentic_commerce::signature::SigningSecret;
use agentic_commerce::types::{Principal, Secret};
use clap::{CommandFactory, FromArgMatches, Parser};

/// A store that sells to agents by the Agentic Commerce Protocol. Without `--database` and `--ledger`, what it did is gone
/// when it stops.
///
/// Prints curl commands to copy, then logs one line per request to stderr. Ctrl-C or SIGTERM stops it, after what is in
/// flight is answered.
#[derive(Debug, Parser)]
#[command(name = "store", after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// What the store sells: a JSON file, as the README describes it. Without it the built-in catalog is sold
    #[arg(long, env = "ACP_CATALOG", value_name = "FILE")]
    pub(crate) catalog: Option<PathBuf>,

    /// Port to listen at; 0 takes a free one and prints it
    #[arg(long, env = "ACP_PORT", value_name = "N", default_value_t = 8080)]
    pub(crate) port: u16,

    /// Address to listen at, such as 0.0.0.0 for every network of this machine
    #[arg(long, env = "ACP_LISTEN", value_name = "ADDR", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    pub(crate) listen: IpAddr,

    /// A bearer token that lets an agent in, with the agent's name before it: `chatgpt=sk_123`. Without a name it is that
    /// of "agent". Repeat it for several, or separate them by commas in
    /// the variable; sessions are seen by the agent that made them alone.
    /// Without any the store takes `agent=sk_test_agent`
    #[arg(
        long = "api-key", env = "ACP_API_KEYS", hide_env_values = true, value_name = "[PRINCIPAL=]KEY",
        value_parser = api_key
    )]
    pub(crate) api_keys: Vec<ApiKey>,

    /// A secret that requests must be signed with (HMAC-SHA256 over the Timestamp header, a full stop, and the body).
    /// Repeat it while secrets are being changed, or separate them by commas in the variable: any of them will do. Without
    /// any, signatures are not asked for
    #[arg(
        long = "signing-secret", env = "ACP_SIGNING_SECRETS", hide_env_values = true, value_name = "SECRET",
        value_parser = signing_secret
    )]
    pub(crate) signing_secrets: Vec<SigningSecret>,

    /// Where sessions, answers and events are kept: `memory`, `sqlite:FILE`, or `postgres://…`, which several stores may
    /// share (in builds with the feature `postgres`)
    #[arg(
        long,
        env = "ACP_DATABASE",
        hide_env_values = true,
        value_name = "DATABASE",
        default_value = "memory",
        hide_default_value = true
    )]
    pub(crate) database: Database,

    /// A file in which the shop itself keeps its payments and orders, one JSON object a line. Goes with a database that
    /// outlives the store; several stores of one machine may share it. Without it the shop forgets them
    #[arg(long, env = "ACP_LEDGER", value_name = "FILE")]
    pub(crate) ledger: Option<PathBuf>,

    /// Where Stripe is, to charge cards there: a local one at `http://127.0.0.1:12111`, or `https://api.stripe.com` in
    /// builds with `reqwest/rustls`. Without it the shop plays the payment provider itself
    #[arg(long, env = "ACP_STRIPE", value_name = "URL", requires = "stripe_key")]
    pub(crate) stripe: Option<String>,

    /// The secret key of the account at Stripe
    #[arg(long, env = "ACP_STRIPE_KEY", hide_env_values = true, value_name = "KEY", requires = "stripe")]
    pub(crate) stripe_key: Option<Secret>,

    /// How long one request has a completion to itself. One that crashed is taken up after that. The shop gets half of it
    /// for each answer; an order event that was not told is told again after twice as long
    #[arg(long, env = "ACP_LEASE", value_name = "SECONDS", default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) lease: u64,

    /// Where the agent's platform is told of orders: a URL on this machine, for this program speaks no TLS. The example
    /// `webhook_receiver` listens there
    #[arg(long, env = "ACP_WEBHOOK", value_name = "URL", requires = "webhook_secret")]
    pub(crate) webhook: Option<String>,

    /// What order events are signed with
    #[arg(
        long, env = "ACP_WEBHOOK_SECRET", hide_env_values = true, value_name = "SECRET", requires = "webhook",
        value_parser = signing_secret
    )]
    pub(crate) webhook_secret: Option<SigningSecret>,
}

impl Arguments {
    /// Reads the command line and the environment. A comma parts the values of a variable alone: on the command line, where
    /// a flag can be repeated, it belongs to the secret.
    pub(crate) fn read() -> Self {
        let mut command = Self::command();
        for (list, flag) in [("api_keys", "--api-key"), ("signing_secrets", "--signing-secret")] {
            // A flag counts more than its variable, so that only one of them is read.
            if !std::env::args_os().any(|given| given.to_string_lossy().starts_with(flag)) {
                command = command.mut_arg(list, |arg| arg.value_delimiter(','));
            }
        }
        Self::from_arg_matches(&command.get_matches()).unwrap_or_else(|error| error.exit())
    }
}

const EXAMPLES: &str = "\
Examples:
  store
      the built-in catalog at http://127.0.0.1:8080, for the key sk_test_agent
  store --port 0 --api-key chatgpt=sk_1 --api-key gemini=sk_2
      a free port, two agents
  store --catalog bakery.json --signing-secret q7Jw0dVYhE3mZc5tRk1sXbN9uLfG2aPo
      a catalog of your own, for signed requests only
  store --database sqlite:store.db --ledger store.jsonl
      nothing is lost when it stops, however it stops
  ACP_PORT=9000 ACP_API_KEYS=chatgpt=sk_1,gemini=sk_2 store
      the same by environment variables";

/// A bearer token, and whose it is.
#[derive(Debug, Clone)]
pub(crate) struct ApiKey {
    pub(crate) principal: Principal,
    pub(crate) key: Secret,
}

impl ApiKey {
    /// The key that is good when no other is given.
    pub(crate) fn of_demo() -> Self {
        Self { principal: Principal::new("agent"), key: Secret::new("sk_test_agent") }
    }
}

/// Reads `[PRINCIPAL=]KEY`.
fn api_key(text: &str) -> Result<ApiKey, &'static str> {
    let (principal, key) = text.split_once('=').unwrap_or(("agent", text));
    if principal.is_empty() {
        return Err("the name before = is empty");
    }
    // What cannot stand in a header can never be sent.
    if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("a key takes at least one character, and of visible ASCII only");
    }
    Ok(ApiKey { principal: Principal::new(principal), key: Secret::new(key) })
}

fn signing_secret(text: &str) -> Result<SigningSecret, agentic_commerce::signature::EmptySecret> {
    SigningSecret::new(text)
}
