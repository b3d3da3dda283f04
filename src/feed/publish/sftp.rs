//! A server that takes files over SFTP.

use std::fmt;
use std::io::Read as _;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use russh::Disconnect;
use russh::client::{Config, Handle, Handler, connect};
use russh::keys::{HashAlg, PrivateKey, PrivateKeyWithHashAlg, PublicKey, PublicKeyOrCertificate, decode_secret_key};
use russh_sftp::client::error::Error as SftpError;
use russh_sftp::client::{Config as SftpConfig, RawSftpSession, SftpSession};
use russh_sftp::protocol::{Packet, StatusCode};
use tokio::io::AsyncWriteExt as _;
use tokio::time::timeout;

use super::error::SinkError;
use super::retry::Retry;
use super::sink::{FeedSink, Push, SnapshotFile};
use crate::types::Secret;

/// Renames over what is there, in one step (`OpenSSH`'s extension).
const POSIX_RENAME: &str = "posix-rename@openssh.com";

/// How much of a file is in memory.
const BLOCK: usize = 256 * 1024;

/// Takes the files of a feed to a server over SFTP: each grows under a name of its own (`.products.csv.gz.new`) and gets the
/// right one when all of it is there, in one step where the server can (`posix-rename@openssh.com`). Files that the feed no
/// longer has are removed. Needs a tokio runtime with I/O and time.
///
/// The server must show one of the keys that it is known by; there is no way to trust whatever comes.
///
/// ```
/// # fn sink(key: &str) -> Result<(), Box<dyn std::error::Error>> {
/// use agentic_commerce::feed::SftpSink;
/// use agentic_commerce::types::Secret;
///
/// let host = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJdD7y3aLq454yWBdwLWbieU1ebz9/cu7/QEXn9OIeZJ";
/// let sink = SftpSink::new("sftp.platform.example:22", "merchant-7", host)?
///     .with_key(&Secret::new(key), None)? // or with_password
///     .with_folder("feeds");
/// # let _ = sink;
/// # Ok(())
/// # }
/// ```
pub struct SftpSink {
    address: String,
    user: String,
    hosts: Vec<PublicKey>,
    login: Option<Login>,
    folder: String,
    retry: Retry,
    patience: Duration,
}

enum Login {
    Password(Secret),
    Key(Arc<PrivateKey>),
}

impl SftpSink {
    /// A server by its name and port, such as `sftp.platform.example:22`, that shows this key: a line of `known_hosts` without
    /// its names, `ssh-ed25519 AAAA…`.
    ///
    /// # Errors
    ///
    /// [`SinkError::Address`] for an address without a port, or a key that cannot be read.
    pub fn new(address: impl Into<String>, user: impl Into<String>, host_key: &str) -> Result<Self, SinkError> {
        let address = address.into();
        let port = address.rsplit_once(':').and_then(|(host, port)| Some((host, port.parse::<u16>().ok()?)));
        if port.is_none_or(|(host, _)| host.is_empty()) {
            return Err(SinkError::Address("the address of a server is its name and port: sftp.platform.example:22"));
        }
        let sink = Self {
            address,
            user: user.into(),
            hosts: Vec::new(),
            login: None,
            folder: String::new(),
            retry: Retry::REQUEST,
            patience: Duration::from_secs(30),
        };
        sink.or_host_key(host_key)
    }

    /// The same sink for a server that may show that key instead, while it changes its keys.
    ///
    /// # Errors
    ///
    /// [`SinkError::Address`] for a key that cannot be read.
    pub fn or_host_key(mut self, host_key: &str) -> Result<Self, SinkError> {
        let unreadable = |_| SinkError::Address("the key of the server cannot be read: ssh-ed25519 AAAA…");
        self.hosts.push(PublicKey::from_openssh(host_key.trim()).map_err(unreadable)?);
        Ok(self)
    }

    /// The same sink, let in by a password.
    #[must_use]
    pub fn with_password(mut self, password: Secret) -> Self {
        self.login = Some(Login::Password(password));
        self
    }

    /// The same sink, let in by a private key (`-----BEGIN OPENSSH PRIVATE KEY-----…`), with the password that it is encrypted
    /// by, if it is.
    ///
    /// # Errors
    ///
    /// [`SinkError::Address`] for a key that cannot be read.
    pub fn with_key(mut self, key: &Secret, password: Option<&Secret>) -> Result<Self, SinkError> {
        let unreadable = |_| SinkError::Address("the private key cannot be read");
        let key = decode_secret_key(key.expose(), password.map(Secret::expose)).map_err(unreadable)?;
        self.login = Some(Login::Key(Arc::new(key)));
        Ok(self)
    }

    /// The same sink into a folder, which must be there; that of the account if nothing is said.
    #[must_use]
    pub fn with_folder(mut self, folder: &str) -> Self {
        folder.trim_end_matches('/').clone_into(&mut self.folder);
        self
    }

    /// The same sink, which connects anew as often as that.
    #[must_use]
    pub const fn with_retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// The same sink, which waits that long for the server (30 seconds if nothing is said).
    #[must_use]
    pub const fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    fn path(&self, name: &str) -> String {
        if self.folder.is_empty() { name.to_owned() } else { format!("{}/{name}", self.folder) }
    }

    /// Connects, knows the server, and is let in.
    async fn connect(&self) -> Result<Connection, Trouble> {
        let mut config = Config::default();
        config.inactivity_timeout = Some(self.patience);
        let known = Known { hosts: self.hosts.clone() };
        let mut handle = timeout(self.patience, connect(Arc::new(config), self.address.as_str(), known))
            .await
            .map_err(|_| Trouble::passing("the server did not answer in time"))??;
        let logged_in = match &self.login {
            None => handle.authenticate_none(&self.user).await?,
            Some(Login::Password(password)) => handle.authenticate_password(&self.user, password.expose()).await?,
            Some(Login::Key(key)) => {
                let hash: Option<HashAlg> = handle.best_supported_rsa_hash().await?.flatten();
                let key = PrivateKeyWithHashAlg::new(Arc::clone(key), hash);
                handle.authenticate_publickey(&self.user, key).await?
            }
        };
        if !logged_in.success() {
            return Err(Trouble::lasting("the server does not let this user in"));
        }
        let channel = handle.channel_open_session().await?;
        channel.request_subsystem(true, "sftp").await?;
        let mut limits = SftpConfig::default();
        limits.request_timeout_secs = self.patience.as_secs().max(1);
        let files = SftpSession::new_with_config(channel.into_stream(), limits.clone()).await?;
        // A second one: the first knows no renaming over a file.
        let channel = handle.channel_open_session().await?;
        channel.request_subsystem(true, "sftp").await?;
        let names = RawSftpSession::new_with_config(channel.into_stream(), limits);
        let version = names.init().await?;
        let replaces = version.extensions.contains_key(POSIX_RENAME);
        Ok(Connection { handle, files, names, replaces })
    }

    async fn push_once(&self, push: &mut Push<'_>) -> Result<(), SinkError> {
        let snapshot = push.snapshot;
        let broken = |trouble: Trouble| SinkError::other(trouble.source, trouble.passes);
        let connection = self.connect().await.map_err(broken)?;
        let (mut done, all) = (0, snapshot.bytes());
        // All of them are there before the first gets its name.
        for file in &snapshot.files {
            if !push.receipt.has(file) {
                self.upload(&connection, file).await?;
            }
            done += file.bytes;
            push.sent(done, all);
        }
        for file in &snapshot.files {
            if !push.receipt.has(file) {
                let (from, to) = (self.path(&new_name(&file.name)), self.path(&file.name));
                connection.replace(&from, &to).await.map_err(broken)?;
                push.receipt.note(file);
            }
        }
        let named = |name: &String| snapshot.files.iter().any(|file| file.name == *name);
        let stale: Vec<String> = push.receipt.files.keys().filter(|name| !named(name)).cloned().collect();
        for name in stale {
            connection.remove(&self.path(&name)).await.map_err(broken)?;
            push.receipt.files.remove(&name);
        }
        connection.leave().await;
        Ok(())
    }

    async fn upload(&self, connection: &Connection, file: &SnapshotFile) -> Result<(), SinkError> {
        let broken = |trouble: Trouble| SinkError::other(trouble.source, trouble.passes);
        let mut content = file.open()?;
        let path = self.path(&new_name(&file.name));
        let mut remote = connection.files.create(path).await.map_err(|error| broken(error.into()))?;
        let mut block = vec![0; BLOCK];
        loop {
            let read = content.read(&mut block).map_err(|source| file.broken(source))?;
            let Some(bytes) = block.get(..read).filter(|bytes| !bytes.is_empty()) else { break };
            let write = timeout(self.patience, remote.write_all(bytes)).await;
            let write = write.map_err(|_| broken(Trouble::passing("the server did not answer in time")))?;
            write.map_err(|error| SinkError::other(error, true))?;
        }
        remote.flush().await.map_err(|error| SinkError::other(error, true))?;
        remote.shutdown().await.map_err(|error| SinkError::other(error, true))
    }
}

fn new_name(name: &str) -> String {
    format!(".{name}.new")
}

struct Connection {
    handle: Handle<Known>,
    files: SftpSession,
    names: RawSftpSession,
    replaces: bool,
}

impl Connection {
    async fn replace(&self, from: &str, to: &str) -> Result<(), Trouble> {
        if self.replaces {
            // Two strings of SSH: their length, and they.
            let mut names = Vec::new();
            for name in [from, to] {
                let length = u32::try_from(name.len()).map_err(|_| Trouble::lasting("a name that is too long"))?;
                names.extend(length.to_be_bytes());
                names.extend(name.as_bytes());
            }
            return match self.names.extended(POSIX_RENAME, names).await? {
                Packet::Status(status) if status.status_code == StatusCode::Ok => Ok(()),
                Packet::Status(status) => Err(SftpError::Status(status).into()),
                _ => Err(Trouble::lasting("an answer that is none")),
            };
        }
        // The old protocol renames over nothing: for a moment there is no such file.
        self.remove(to).await?;
        self.names.rename(from, to).await?;
        Ok(())
    }

    async fn remove(&self, path: &str) -> Result<(), Trouble> {
        match self.names.remove(path).await {
            Err(SftpError::Status(status)) if status.status_code == StatusCode::NoSuchFile => Ok(()),
            removed => Ok(removed.map(drop)?),
        }
    }

    async fn leave(self) {
        // Everything has arrived: how the server says goodbye does not matter.
        let _ = self.files.close().await;
        let _ = self.handle.disconnect(Disconnect::ByApplication, "", "").await;
    }
}

/// Knows a server by its keys.
struct Known {
    hosts: Vec<PublicKey>,
}

impl Handler for Known {
    type Error = Trouble;

    async fn check_server_key(&mut self, shown: &PublicKeyOrCertificate) -> Result<bool, Trouble> {
        let known = match shown {
            PublicKeyOrCertificate::PublicKey { key, .. } => {
                self.hosts.iter().any(|host| host.key_data() == key.key_data())
            }
            PublicKeyOrCertificate::Certificate(_) => false,
        };
        if known { Ok(true) } else { Err(Trouble::lasting("the server shows a key that it is not known by")) }
    }
}

/// What went wrong, and whether it may pass.
#[derive(Debug)]
pub(super) struct Trouble {
    source: Box<dyn std::error::Error + Send + Sync>,
    passes: bool,
}

impl Trouble {
    fn passing(what: &'static str) -> Self {
        Self { source: what.into(), passes: true }
    }

    fn lasting(what: &'static str) -> Self {
        Self { source: what.into(), passes: false }
    }
}

impl From<russh::Error> for Trouble {
    fn from(error: russh::Error) -> Self {
        let passes = !matches!(error, russh::Error::UnknownKey | russh::Error::NotAuthenticated);
        Self { source: error.into(), passes }
    }
}

impl From<SftpError> for Trouble {
    fn from(error: SftpError) -> Self {
        // No such folder, no permission: that stays.
        let lasting = |code| matches!(code, StatusCode::NoSuchFile | StatusCode::PermissionDenied);
        let passes = !matches!(&error, SftpError::Status(status) if lasting(status.status_code));
        Self { source: error.into(), passes }
    }
}

#[async_trait]
impl FeedSink for SftpSink {
    fn target(&self) -> String {
        format!("sftp://{}@{}/{}", self.user, self.address, self.folder)
    }

    async fn push(&self, push: &mut Push<'_>) -> Result<(), SinkError> {
        let mut attempt = 1;
        while let Err(error) = self.push_once(push).await {
            push.again(&self.retry, attempt, error).await?;
            attempt += 1;
        }
        Ok(())
    }
}

impl fmt::Debug for SftpSink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SftpSink").field("target", &self.target()).finish_non_exhaustive()
    }
}
