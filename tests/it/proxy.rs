//! A way to a database that breaks where a test says.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use agentic_commerce::testing::Fault;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What goes through, unless it is told to break.
#[derive(Debug)]
pub(crate) struct Proxy {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

#[derive(Debug, Default)]
struct State {
    down: bool,
    /// What is sent stays on its way.
    held: bool,
    cut: Option<Cut>,
    /// How often it was cut.
    cuts: usize,
}

/// Where the connection breaks, once.
#[derive(Debug, Clone, Copy)]
struct Cut {
    /// At which message, the first being 1.
    at: usize,
    side: Fault,
    /// Which messages count.
    of: &'static [u8],
}

impl Proxy {
    /// A way to that server.
    pub(crate) async fn to(host: &str, port: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let state = Arc::<Mutex<State>>::default();
        let (server, ways) = ((host.to_owned(), port), Arc::clone(&state));
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (server, state) = (server.clone(), Arc::clone(&ways));
                tokio::spawn(async move {
                    if !state.lock().expect("a state").down
                        && let Ok(server) = TcpStream::connect(server).await
                    {
                        // Whatever breaks, both ends find out by themselves.
                        let _ = carry(client, server, &state).await;
                    }
                });
            }
        });
        Self { address, state }
    }

    pub(crate) const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Lets the connection break at the `at`th message from now on that holds `of`: before the server gets it, or once the
    /// server has done what it says, and before the client hears of it.
    pub(crate) fn cut(&self, at: usize, side: Fault, of: &'static [u8]) {
        *self.state.lock().expect("a state") = State { cut: Some(Cut { at, side, of }), ..State::default() };
    }

    /// Breaks every connection, and takes no new one until it is up again.
    pub(crate) fn set_down(&self, down: bool) {
        self.state.lock().expect("a state").down = down;
    }

    /// Keeps what is sent on its way, until it is let go.
    pub(crate) fn set_held(&self, held: bool) {
        self.state.lock().expect("a state").held = held;
    }

    /// How often it broke since it was told to.
    pub(crate) fn cuts(&self) -> usize {
        self.state.lock().expect("a state").cuts
    }
}

impl State {
    /// Whether the connection breaks at this message.
    fn breaks(&mut self, message: &[u8]) -> Option<Fault> {
        if self.down {
            return Some(Fault::Before);
        }
        let cut = self.cut.as_mut()?;
        if !message.windows(cut.of.len().max(1)).any(|part| part.starts_with(cut.of)) {
            return None;
        }
        cut.at -= 1;
        if cut.at > 0 {
            return None;
        }
        let side = cut.side;
        (self.cut, self.cuts) = (None, self.cuts + 1);
        Some(side)
    }
}

async fn carry(mut client: TcpStream, mut server: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    let (mut asked, mut answered) = (vec![0; 1 << 16], vec![0; 1 << 16]);
    loop {
        tokio::select! {
            length = client.read(&mut asked) => {
                let message = &asked[..length?];
                if message.is_empty() {
                    return Ok(());
                }
                while state.lock().expect("a state").held {
                    tokio::time::sleep(Duration::from_millis(10)).await;
                }
                let breaks = state.lock().expect("a state").breaks(message);
                match breaks {
                    Some(Fault::Before) => return Ok(()),
                    Some(_) => {
                        server.write_all(message).await?;
                        // It answers when it has done it, and nobody hears that.
                        server.readable().await?;
                        return Ok(());
                    }
                    None => server.write_all(message).await?,
                }
            }
            length = server.read(&mut answered) => {
                let message = &answered[..length?];
                if message.is_empty() || state.lock().expect("a state").down {
                    return Ok(());
                }
                client.write_all(message).await?;
            }
        }
    }
}
