//! Feeds over SFTP, to a server of this process.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use agentic_commerce::feed::{PublishError, Published, Retry, SftpSink, SinkError};
use agentic_commerce::types::Secret;
use russh::keys::PrivateKey;
use russh::keys::ssh_key::LineEnding;
use russh::keys::ssh_key::private::Ed25519Keypair;
use russh::server::{Auth, ChannelOpenHandle, Config, Msg, Session, VerifiedPublicKey, run_stream};
use russh::{Channel, ChannelId};
use russh_sftp::protocol::{FileAttributes, Handle, OpenFlags, Packet, Status, StatusCode, Version};

use super::{Shop, item, jsonl, rows};

/// A key that is the same in every run.
fn key(seed: u8) -> PrivateKey {
    PrivateKey::from(Ed25519Keypair::from_seed(&[seed; 32]))
}

fn public(key: &PrivateKey) -> String {
    key.public_key().to_openssh().expect("a key")
}

/// What the server holds, and what it is told to do wrong.
#[derive(Debug, Default)]
struct Disk {
    files: BTreeMap<String, Vec<u8>>,
    /// What was done, by a word and a name.
    done: Vec<String>,
    /// Whether it renames over a file.
    replaces: bool,
    /// How many blocks are written before the line goes dead, once.
    dies_after: Option<usize>,
    refuses: bool,
    logins: usize,
}

#[derive(Clone, Default)]
struct Server {
    disk: Arc<Mutex<Disk>>,
    channels: Arc<tokio::sync::Mutex<HashMap<ChannelId, Channel<Msg>>>>,
}

impl Server {
    /// Opens on a port of this machine, under a host key.
    async fn open(disk: &Arc<Mutex<Disk>>, host: u8) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let mut config = Config::default();
        config.keys.push(key(host));
        config.auth_rejection_time = Duration::ZERO;
        let (config, disk) = (Arc::new(config), Arc::clone(disk));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let server = Self { disk: Arc::clone(&disk), ..Self::default() };
                let config = Arc::clone(&config);
                tokio::spawn(async move {
                    if let Ok(session) = run_stream(config, stream, server).await {
                        let _ = session.await;
                    }
                });
            }
        });
        address
    }

    fn judge(&self, good: bool) -> Auth {
        self.disk.lock().expect("the disk").logins += 1;
        if good { Auth::Accept } else { Auth::reject() }
    }
}

impl russh::server::Handler for Server {
    type Error = russh::Error;

    async fn auth_password(&mut self, user: &str, password: &str) -> Result<Auth, russh::Error> {
        Ok(self.judge(user == "merchant" && password == "open sesame"))
    }

    async fn auth_publickey(&mut self, user: &str, shown: VerifiedPublicKey<'_>) -> Result<Auth, russh::Error> {
        let known = shown.public_key.key_data() == key(7).public_key().key_data();
        Ok(self.judge(user == "merchant" && known))
    }

    async fn channel_open_session(
        &mut self,
        channel: Channel<Msg>,
        reply: ChannelOpenHandle,
        _: &mut Session,
    ) -> Result<(), russh::Error> {
        self.channels.lock().await.insert(channel.id(), channel);
        reply.accept().await;
        Ok(())
    }

    async fn subsystem_request(
        &mut self,
        id: ChannelId,
        name: &str,
        session: &mut Session,
    ) -> Result<(), russh::Error> {
        assert_eq!(name, "sftp");
        let channel = self.channels.lock().await.remove(&id).expect("a channel");
        session.channel_success(id)?;
        russh_sftp::server::run(channel.into_stream(), Files(Arc::clone(&self.disk))).await;
        Ok(())
    }
}

struct Files(Arc<Mutex<Disk>>);

fn good(id: u32) -> Status {
    Status { id, status_code: StatusCode::Ok, error_message: String::new(), language_tag: String::new() }
}

impl Files {
    fn move_file(&self, word: &str, from: &str, to: &str, over: bool) -> Result<(), StatusCode> {
        let mut disk = self.0.lock().expect("the disk");
        if disk.files.contains_key(to) && !over {
            return Err(StatusCode::Failure);
        }
        let content = disk.files.remove(from).ok_or(StatusCode::NoSuchFile)?;
        disk.files.insert(to.to_owned(), content);
        disk.done.push(format!("{word} {to}"));
        Ok(())
    }
}

impl russh_sftp::server::Handler for Files {
    type Error = StatusCode;

    fn unimplemented(&self) -> StatusCode {
        StatusCode::OpUnsupported
    }

    async fn init(&mut self, _: u32, _: HashMap<String, String>) -> Result<Version, StatusCode> {
        let mut version = Version::new();
        if self.0.lock().expect("the disk").replaces {
            version.extensions.insert("posix-rename@openssh.com".to_owned(), "1".to_owned());
        }
        Ok(version)
    }

    async fn open(&mut self, id: u32, name: String, flags: OpenFlags, _: FileAttributes) -> Result<Handle, StatusCode> {
        assert!(flags.contains(OpenFlags::CREATE | OpenFlags::TRUNCATE | OpenFlags::WRITE));
        let mut disk = self.0.lock().expect("the disk");
        if disk.refuses {
            return Err(StatusCode::PermissionDenied);
        }
        disk.done.push(format!("open {name}"));
        disk.files.insert(name.clone(), Vec::new());
        Ok(Handle { id, handle: name })
    }

    async fn write(&mut self, id: u32, handle: String, offset: u64, data: Vec<u8>) -> Result<Status, StatusCode> {
        let mut disk = self.0.lock().expect("the disk");
        if let Some(left) = disk.dies_after {
            if left == 0 {
                disk.dies_after = None;
                return Err(StatusCode::ConnectionLost);
            }
            disk.dies_after = Some(left - 1);
        }
        let content = disk.files.get_mut(&handle).ok_or(StatusCode::NoSuchFile)?;
        let at = usize::try_from(offset).expect("an offset");
        content.resize(content.len().max(at + data.len()), 0);
        content[at..at + data.len()].copy_from_slice(&data);
        Ok(good(id))
    }

    async fn close(&mut self, id: u32, _: String) -> Result<Status, StatusCode> {
        Ok(good(id))
    }

    async fn remove(&mut self, id: u32, name: String) -> Result<Status, StatusCode> {
        let mut disk = self.0.lock().expect("the disk");
        disk.files.remove(&name).ok_or(StatusCode::NoSuchFile)?;
        disk.done.push(format!("remove {name}"));
        Ok(good(id))
    }

    async fn rename(&mut self, id: u32, from: String, to: String) -> Result<Status, StatusCode> {
        self.move_file("rename", &from, &to, false).map(|()| good(id))
    }

    async fn extended(&mut self, id: u32, request: String, data: Vec<u8>) -> Result<Packet, StatusCode> {
        if request != "posix-rename@openssh.com" {
            return Err(StatusCode::OpUnsupported);
        }
        let mut names = Vec::new();
        let mut rest = &data[..];
        while let Some((length, after)) = rest.split_first_chunk::<4>() {
            let (name, after) = after.split_at(u32::from_be_bytes(*length) as usize);
            names.push(String::from_utf8(name.to_vec()).expect("a name"));
            rest = after;
        }
        let [from, to] = names.as_slice() else { return Err(StatusCode::BadMessage) };
        self.move_file("replace", from, to, true).map(|()| Packet::Status(good(id)))
    }
}

fn sink(address: &str, host: u8) -> SftpSink {
    let sink = SftpSink::new(address, "merchant", &public(&key(host))).expect("a sink");
    // Longer than a busy machine takes.
    sink.with_patience(Duration::from_secs(300)).with_password(Secret::new("open sesame"))
}

fn done(disk: &Mutex<Disk>) -> Vec<String> {
    std::mem::take(&mut disk.lock().expect("the disk").done)
}

fn names(disk: &Mutex<Disk>) -> Vec<String> {
    disk.lock().expect("the disk").files.keys().cloned().collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn files_grow_under_another_name_and_are_replaced_at_once() {
    let shop = Shop::new("sftp", (0..4_000).map(|number| item(&format!("item-{number:060}"), 100)));
    let disk = Arc::new(Mutex::new(Disk { replaces: true, ..Disk::default() }));
    let address = Server::open(&disk, 1).await;
    let two = shop.publisher(jsonl().with_shards(2), sink(&address, 1).with_folder("feeds/"));
    assert_eq!(rows(two.publish("us").await), 4_000);
    assert_eq!(
        done(&disk),
        [
            "open feeds/.products-000.jsonl.new",
            "open feeds/.products-001.jsonl.new",
            "replace feeds/products-000.jsonl",
            "replace feeds/products-001.jsonl",
        ]
    );
    // Byte for byte what was written here, though it is longer than a block.
    for name in ["products-000.jsonl", "products-001.jsonl"] {
        let here = std::fs::read(shop.work.0.join("us/files").join(name)).expect("a file");
        assert!(here.len() > 300_000);
        assert!(disk.lock().expect("the disk").files[&format!("feeds/{name}")] == here, "{name}");
    }
    assert_eq!(two.publish("us").await.expect("a run"), Published::Unchanged);
    assert!(done(&disk).is_empty());

    // One file instead of two: the others go, when the new one is there.
    let one = shop.publisher(jsonl(), sink(&address, 1).with_folder("feeds"));
    assert_eq!(rows(one.publish("us").await), 4_000);
    assert_eq!(
        done(&disk),
        [
            "open feeds/.products.jsonl.new",
            "replace feeds/products.jsonl",
            "remove feeds/products-000.jsonl",
            "remove feeds/products-001.jsonl",
        ]
    );
    assert_eq!(names(&disk), ["feeds/products.jsonl"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_of_the_old_protocol_and_a_key_do_too() {
    let shop = Shop::new("sftp-old", [item("a", 100)]);
    let disk = Arc::new(Mutex::new(Disk::default()));
    let address = Server::open(&disk, 1).await;
    let private = key(7).to_openssh(LineEnding::LF).expect("a key");
    let sink = || {
        let sink = SftpSink::new(&address, "merchant", &public(&key(2))).expect("a sink");
        let sink = sink.or_host_key(&format!("{} host@example", public(&key(1)))).expect("a key");
        sink.with_key(&Secret::new(private.as_str()), None).expect("a key")
    };
    let publisher = shop.publisher(jsonl(), sink());
    rows(publisher.publish("us").await);
    assert_eq!(done(&disk), ["open .products.jsonl.new", "rename products.jsonl"]);
    shop.shelf.set([item("a", 150)]);
    rows(publisher.publish("us").await);
    assert_eq!(done(&disk), ["open .products.jsonl.new", "remove products.jsonl", "rename products.jsonl"]);
    assert!(!format!("{:?}", sink()).contains("PRIVATE"));
}

// A line that goes dead leaves the old file; the push connects anew, and goes on.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_that_goes_dead_leaves_the_old_file() {
    let shop = Shop::new("sftp-dead", [item("a", 100)]);
    let disk = Arc::new(Mutex::new(Disk { replaces: true, ..Disk::default() }));
    let address = Server::open(&disk, 1).await;
    let mut once = Retry::REQUEST;
    once.attempts = 1;
    let publisher = shop.publisher(jsonl(), sink(&address, 1).with_retry(once));
    rows(publisher.publish("us").await);
    let before = disk.lock().expect("the disk").files["products.jsonl"].clone();
    shop.shelf.set([item("a", 150)]);
    disk.lock().expect("the disk").dies_after = Some(0);
    let error = publisher.publish("us").await.expect_err("the line is dead");
    assert!(error.is_retryable(), "{error:?}");
    assert_eq!(disk.lock().expect("the disk").files["products.jsonl"], before);

    disk.lock().expect("the disk").dies_after = Some(0);
    let patient = shop.publisher(jsonl(), sink(&address, 1));
    rows(patient.publish("us").await);
    assert_eq!(shop.time.slept().len(), 1);
    assert_eq!(names(&disk), ["products.jsonl"]);
    assert_ne!(disk.lock().expect("the disk").files["products.jsonl"], before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_is_not_known_gets_nothing() {
    let shop = Shop::new("sftp-host", [item("a", 100)]);
    let disk = Arc::new(Mutex::new(Disk::default()));
    let address = Server::open(&disk, 1).await;
    let stranger = shop.publisher(jsonl(), sink(&address, 2));
    let error = stranger.publish("us").await.expect_err("another host key");
    let PublishError::Sink(SinkError::Other { source, retryable }) = &error else { panic!("{error:?}") };
    assert!(source.to_string().contains("not known") && !retryable, "{source}");
    assert_eq!(disk.lock().expect("the disk").logins, 0, "no password went out");

    let wrong = sink(&address, 1).with_password(Secret::new("open"));
    let error = shop.publisher(jsonl(), wrong).publish("us").await.expect_err("a wrong password");
    assert!(!error.is_retryable(), "{error:?}");
    assert!(disk.lock().expect("the disk").logins > 0);

    disk.lock().expect("the disk").refuses = true;
    let error = shop.publisher(jsonl(), sink(&address, 1)).publish("us").await.expect_err("no permission");
    assert!(!error.is_retryable(), "{error:?}");
    assert!(names(&disk).is_empty());
    assert!(shop.time.slept().is_empty());

    // Nobody there: that passes.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let closed = listener.local_addr().expect("an address").to_string();
    drop(listener);
    let error = shop.publisher(jsonl(), sink(&closed, 1)).publish("us").await.expect_err("nobody");
    assert!(error.is_retryable(), "{error:?}");
}

#[test]
fn addresses_and_keys_are_read_before_anything_is_sent() {
    let host = public(&key(1));
    for address in ["sftp.example", "sftp.example:", ":22", "sftp.example:ssh", "sftp.example:70000", ""] {
        assert!(matches!(SftpSink::new(address, "merchant", &host), Err(SinkError::Address(_))), "{address}");
    }
    for host in ["", "ssh-ed25519", "ssh-ed25519 AAAA", "trust me"] {
        assert!(matches!(SftpSink::new("sftp.example:22", "merchant", host), Err(SinkError::Address(_))), "{host}");
    }
    let sink = SftpSink::new("sftp.example:22", "merchant", &host).expect("a sink");
    assert!(matches!(sink.with_key(&Secret::new("none"), None), Err(SinkError::Address(_))));
}
