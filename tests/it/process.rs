//! The example store as a process of its own, that can be killed.

use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use agentic_commerce::store::{SqliteStore, Store};
use agentic_commerce::transport::{HttpTransport, ReqwestTransport};
use agentic_commerce::types::{ApiVersion, Clock, SystemClock, Timestamp};
use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};
use tokio::sync::mpsc;

use crate::agent::body;
use crate::database::{Folder, Schema};

pub(crate) const V5: ApiVersion = ApiVersion::V2026_04_17;

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Where a store keeps what it must not lose. It outlives the process.
#[derive(Debug)]
pub(crate) struct Place {
    folder: Folder,
    schema: Option<Schema>,
    /// Another way to its database.
    address: Option<String>,
    /// How long a store may leave a completion alone, in seconds.
    lease: u32,
    /// Where Stripe is, and the key of the account there.
    stripe: Option<[String; 2]>,
    /// Where it tells what became of orders, and the secret that it signs with.
    webhook: Option<(String, String)>,
}

impl Place {
    pub(crate) fn sqlite() -> Self {
        Self::of(None)
    }

    /// `None` where there is no PostgreSQL server.
    pub(crate) async fn postgres() -> Option<Self> {
        Some(Self::of(Some(Schema::new().await?)))
    }

    fn of(schema: Option<Schema>) -> Self {
        let folder = Folder::new();
        let catalog = json!({
            "currency": "usd", "base_url": "https://shop.example", "links": {},
            "products": [
                { "id": "ebook", "title": "A book", "price": 999, "stock": "unlimited", "kind": "digital" },
                { "id": "last", "title": "The last one", "price": 500, "stock": 1, "kind": "digital" }
            ]
        });
        std::fs::write(folder.file("catalog.json"), catalog.to_string()).expect("a catalog");
        Self { folder, schema, address: None, lease: 1, stripe: None, webhook: None }
    }

    /// With its database at that address.
    pub(crate) fn at(address: String) -> Self {
        Self { address: Some(address), ..Self::of(None) }
    }

    /// One of its files.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.folder.file(name)
    }

    /// For stores that tell what becomes of orders.
    pub(crate) fn with_webhook(mut self, url: &str, secret: &str) -> Self {
        self.webhook = Some((url.to_owned(), secret.to_owned()));
        self
    }

    /// Its database, for a test that looks into it or puts something there.
    pub(crate) async fn store(&self) -> Arc<dyn Store> {
        match &self.schema {
            None => Arc::new(SqliteStore::open(self.folder.file("store.db")).await.expect("a file")),
            Some(schema) => Arc::new(schema.store().await),
        }
    }

    /// For stores that nobody kills, and that may be slow.
    pub(crate) const fn with_lease(mut self, seconds: u32) -> Self {
        self.lease = seconds;
        self
    }

    /// For stores that charge cards through that Stripe.
    pub(crate) fn with_stripe(mut self, url: &str, key: &str) -> Self {
        self.stripe = Some([url.to_owned(), key.to_owned()]);
        self
    }

    fn database(&self) -> String {
        if let Some(address) = &self.address {
            return address.clone();
        }
        match &self.schema {
            None => format!("sqlite:{}", self.folder.file("store.db").display()),
            Some(schema) => schema.url(),
        }
    }

    /// How many events there are that have not arrived.
    pub(crate) async fn untold(&self) -> usize {
        if self.schema.is_some() {
            return self.counts().await.1;
        }
        let store = SqliteStore::open(self.folder.file("store.db")).await.expect("a file");
        let events: i64 =
            sqlx::query_scalar("SELECT COUNT(*) FROM acp_event").fetch_one(store.pool()).await.expect("a number");
        store.pool().close().await;
        usize::try_from(events).expect("a count")
    }

    /// What the shop did, by its own book.
    pub(crate) fn ledger(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.folder.file("ledger.jsonl")).expect("a ledger");
        text.lines().map(|line| serde_json::from_str(line).expect("a line of the ledger")).collect()
    }

    /// How many sessions and events there are in PostgreSQL.
    pub(crate) async fn counts(&self) -> (usize, usize) {
        let pool = self.schema.as_ref().expect("a schema").pool(1).await;
        let query = "SELECT (SELECT COUNT(*) FROM acp_session), (SELECT COUNT(*) FROM acp_event)";
        let (sessions, events): (i64, i64) = sqlx::query_as(query).fetch_one(&pool).await.expect("two numbers");
        pool.close().await;
        (usize::try_from(sessions).expect("a count"), usize::try_from(events).expect("a count"))
    }

    pub(crate) async fn drop(self) {
        if let Some(schema) = self.schema {
            schema.drop().await;
        }
    }
}

/// How often the shop did each thing for one session.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) charged: usize,
    pub(crate) voided: usize,
    pub(crate) canceled: usize,
    pub(crate) orders: Vec<String>,
}

impl Tally {
    pub(crate) fn of<'a>(ledger: impl IntoIterator<Item = &'a Value>, session: &str) -> Self {
        let mut tally = Self::default();
        for line in ledger.into_iter().filter(|line| line["checkout"] == session) {
            match line["did"].as_str().expect("a deed") {
                "answered" => tally.charged += usize::from(line["answer"]["said"] == "authorized"),
                "voided" => tally.voided += 1,
                "canceled" => tally.canceled += 1,
                "placed" => tally.orders.push(line["order"]["id"].as_str().expect("an order").to_owned()),
                _ => {}
            }
        }
        tally
    }
}

/// A store that runs.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    input: Option<ChildStdin>,
    pub(crate) url: String,
    lines: mpsc::UnboundedReceiver<String>,
}

impl Server {
    fn command(place: &Place) -> Command {
        let mut command = Command::new(example("store"));
        for (variable, _) in std::env::vars_os() {
            if variable.to_string_lossy().starts_with("ACP_") {
                command.env_remove(variable);
            }
        }
        command.args(["--port", "0", "--api-key", "agent=sk_1", "--lease", &place.lease.to_string()]);
        command.arg("--database").arg(place.database());
        command.arg("--ledger").arg(place.folder.file("ledger.jsonl"));
        command.arg("--catalog").arg(place.folder.file("catalog.json"));
        if let Some([url, key]) = &place.stripe {
            command.args(["--stripe", url, "--stripe-key", key]);
        }
        if let Some((url, secret)) = &place.webhook {
            command.args(["--webhook", url, "--webhook-secret", secret]);
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        command
    }

    /// Starts one that cannot: its exit code, and what it says about that.
    pub(crate) async fn fail(place: &Place) -> (Option<i32>, String) {
        let mut command = Self::command(place);
        let output = tokio::task::spawn_blocking(move || command.stderr(Stdio::piped()).output());
        let output = tokio::time::timeout(PATIENCE, output).await.expect("an end").expect("no panic");
        let output = output.expect("the example store");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// Starts it, to stop at that point if one is given.
    pub(crate) async fn start(place: &Place, failpoint: Option<&str>) -> Self {
        let mut command = Self::command(place);
        command.envs(failpoint.map(|point| ("STORE_FAILPOINT", point)));
        let mut child = command.spawn().expect("the example store");
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().expect("its output"));
        let (sender, lines) = mpsc::unbounded_channel();
        std::thread::spawn(move || output.lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));
        let mut server = Self { child, input, url: String::new(), lines };
        let line = server.line("Agents buy at ").await;
        server.url = line.strip_suffix("/checkout_sessions").expect("an address").to_owned();
        server
    }

    /// Waits until it says something that begins like that, and gives the rest.
    async fn line(&mut self, start: &str) -> String {
        tokio::time::timeout(PATIENCE, async {
            loop {
                let line = self.lines.recv().await.expect("a store that runs");
                if let Some(rest) = line.strip_prefix(start) {
                    return rest.to_owned();
                }
            }
        })
        .await
        .unwrap_or_else(|_| panic!("the store never said {start:?}"))
    }

    /// Waits until it stands at its point.
    pub(crate) async fn reached(&mut self) {
        self.line("reached ").await;
    }

    /// Lets what stands at its point go on.
    pub(crate) fn go_on(&mut self) {
        let input = self.input.as_mut().expect("its input");
        writeln!(input, "go on").expect("somebody who reads");
    }

    /// SIGTERM.
    pub(crate) fn terminate(&self) {
        let status = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status();
        assert!(status.expect("a shell's kill").success());
    }

    pub(crate) fn runs(&mut self) -> bool {
        self.child.try_wait().expect("a process").is_none()
    }

    /// Waits for its end, and says how it ended.
    pub(crate) async fn end(&mut self) -> Option<i32> {
        tokio::time::timeout(PATIENCE, async {
            loop {
                if let Some(status) = self.child.try_wait().expect("a process") {
                    return status.code();
                }
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        })
        .await
        .expect("it ends")
    }

    /// SIGKILL.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("a process to kill");
        self.child.wait().expect("its end");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An example, which `cargo test` builds beside the tests.
pub(crate) fn example(name: &str) -> PathBuf {
    let tests = std::env::current_exe().expect("this very binary");
    let example = tests.ancestors().nth(2).expect("the target directory").join("examples").join(name);
    let example = example.with_extension(std::env::consts::EXE_EXTENSION);
    assert!(example.exists(), "build it first: cargo build --example {name} --features full ({})", example.display());
    example
}

fn now() -> Timestamp {
    SystemClock::default().now()
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) bytes: Bytes,
    pub(crate) replayed: bool,
    pub(crate) retry_after: Option<String>,
}

impl Reply {
    pub(crate) fn body(&self) -> Value {
        serde_json::from_slice(&self.bytes).expect("JSON")
    }

    pub(crate) fn id(&self) -> String {
        self.body()["id"].as_str().expect("an id").to_owned()
    }

    /// Whether another try may end otherwise.
    fn is_passing(&self) -> bool {
        let code = &self.body()["code"];
        self.status >= 500 || code == "idempotency_in_flight" || code == "session_in_progress"
    }
}

/// An agent that does not give up.
#[derive(Debug, Clone)]
pub(crate) struct Agent {
    transport: ReqwestTransport,
}

impl Agent {
    pub(crate) fn new() -> Self {
        Self { transport: ReqwestTransport::new().expect("a client").with_timeout(Duration::from_secs(10)) }
    }

    async fn send(&self, request: Request<Bytes>) -> Option<Reply> {
        let answer = self.transport.send(request).await.ok()?;
        let replayed = answer.headers().contains_key("idempotent-replayed");
        let retry_after = answer.headers().get("retry-after").map(|value| value.to_str().expect("text").to_owned());
        Some(Reply { status: answer.status().as_u16(), replayed, retry_after, bytes: answer.into_body() })
    }

    /// What stands at that path beside the sessions; `None` when nobody answers.
    pub(crate) async fn get(&self, url: &str, path: &str) -> Option<(u16, String)> {
        let request = Request::get(format!("{url}{path}")).body(Bytes::new()).expect("a request");
        let reply = self.send(request).await?;
        Some((reply.status, String::from_utf8_lossy(&reply.bytes).into_owned()))
    }

    /// Asks once; `None` when no answer came.
    pub(crate) async fn ask(&self, url: &str, path: &str, key: &str, body: &Value) -> Option<Reply> {
        let request = Request::post(format!("{url}/checkout_sessions{path}"))
            .header("authorization", "Bearer sk_1")
            .header("api-version", V5.as_str())
            .header("content-type", "application/json")
            .header("idempotency-key", key)
            .body(body.to_string().into())
            .expect("a request");
        self.send(request).await
    }

    /// Asks with the same key until there is an answer that stands. The store may be at another address each time.
    pub(crate) async fn insist(&self, url: impl Fn() -> String, path: &str, key: &str, body: &Value) -> Reply {
        let begun = now();
        loop {
            let reply = self.ask(&url(), path, key, body).await;
            match reply {
                Some(reply) if !reply.is_passing() => return reply,
                other => assert!(now().distance(begun) < PATIENCE, "{path}: {other:?}"),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The session as it is.
    pub(crate) async fn see(&self, url: &str, id: &str) -> Value {
        let request = Request::get(format!("{url}/checkout_sessions/{id}"))
            .header("authorization", "Bearer sk_1")
            .header("api-version", V5.as_str())
            .body(Bytes::new())
            .expect("a request");
        let reply = self.send(request).await.expect("an answer");
        assert_eq!(reply.status, 200, "{:?}", reply.bytes);
        reply.body()
    }

    /// The session once nobody has it in hand any more.
    pub(crate) async fn see_settled(&self, url: &str, id: &str) -> Value {
        let begun = now();
        loop {
            let session = self.see(url, id).await;
            if session["status"] != "complete_in_progress" {
                return session;
            }
            assert!(now().distance(begun) < PATIENCE, "{session:#}");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }
}

/// A session that can be paid at once.
pub(crate) fn create(item: &str) -> Value {
    body::create(V5, item, 1)
}

/// Pays with that token.
pub(crate) fn pay(token: &str) -> Value {
    body::pay(V5, token)
}
