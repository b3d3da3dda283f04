use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use reqwest::{Client, Proxy};

use super::{HttpTransport, ReqwestTransport, TransportError, TransportErrorKind, is_local};

/// A server that says the same to everybody, and remembers what it was told.
struct Server {
    address: SocketAddr,
    heard: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// It says those bytes and hangs up, or says nothing more but stays on the line.
    fn saying(bytes: impl Into<Vec<u8>>, hang_up: bool) -> Self {
        let bytes = bytes.into();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ears = Arc::clone(&heard);
        std::thread::spawn(move || {
            let mut lines = Vec::new();
            loop {
                let (mut line, _) = listener.accept().unwrap();
                let request = listen(&mut line);
                ears.lock().unwrap().push(request);
                // Whoever has heard enough hangs up.
                let _ = line.write_all(&bytes);
                if !hang_up {
                    lines.push(line);
                }
            }
        });
        Self { address, heard }
    }

    fn url(&self) -> String {
        format!("http://{}/acp/checkout_sessions?a=b", self.address)
    }

    fn heard(&self) -> Vec<String> {
        self.heard.lock().unwrap().clone()
    }
}

/// One request: its head, and as much of a body as it announces.
fn listen(line: &mut TcpStream) -> String {
    let mut heard = Vec::new();
    loop {
        let mut bytes = [0; 1024];
        let length = line.read(&mut bytes).unwrap();
        heard.extend_from_slice(&bytes[..length]);
        let text = String::from_utf8_lossy(&heard).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let announced = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= announced.map_or(0, |length| length.parse().unwrap()) {
                return text;
            }
        }
        assert_ne!(length, 0, "the request broke off");
    }
}

fn transport() -> ReqwestTransport {
    ReqwestTransport::new().unwrap()
}

async fn send(transport: &ReqwestTransport, url: &str) -> Result<Response<Bytes>, TransportError> {
    let mut request = Request::new(Bytes::from_static(b"{}"));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = url.parse().unwrap();
    request.headers_mut().insert("authorization", "Bearer sk_live_hunter2".parse().unwrap());
    transport.send(request).await
}

#[tokio::test]
async fn a_request_arrives_as_it_is_and_every_answer_comes_back() {
    let server = Server::saying("HTTP/1.1 404 Not Found\r\nrequest-id: theirs\r\ncontent-length: 4\r\n\r\ngone", true);
    let answer = send(&transport(), &server.url()).await.unwrap();
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert_eq!(answer.headers()["request-id"], "theirs");
    assert_eq!(answer.body(), "gone");
    let heard = server.heard();
    assert_eq!(heard.len(), 1);
    assert!(heard[0].starts_with("POST /acp/checkout_sessions?a=b HTTP/1.1\r\n"), "{heard:?}");
    assert!(heard[0].contains("\r\nauthorization: Bearer sk_live_hunter2\r\n"), "{heard:?}");
    assert!(heard[0].ends_with("\r\n\r\n{}"), "{heard:?}");
}

#[tokio::test]
async fn no_redirect_is_followed() {
    let elsewhere = Server::saying("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", true);
    for status in [301, 302, 303, 307, 308] {
        let location = elsewhere.url();
        let answer = format!("HTTP/1.1 {status} x\r\nlocation: {location}\r\ncontent-length: 0\r\n\r\n");
        let server = Server::saying(answer, true);
        // Nor by a builder that says so.
        let eager = Client::builder().redirect(reqwest::redirect::Policy::limited(9));
        for transport in [transport(), ReqwestTransport::with_builder(eager).unwrap()] {
            let answer = send(&transport, &server.url()).await.unwrap();
            assert_eq!(answer.status().as_u16(), status);
            assert_eq!(answer.headers()["location"], *location);
        }
    }
    assert_eq!(elsewhere.heard(), [""; 0]);
}

#[tokio::test]
async fn an_answer_above_the_limit_is_not_read() {
    let announced = |body: &str| format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}", body.len());
    // In pieces of six bytes, their number not known before.
    let chunked = |pieces: usize| {
        format!("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{}0\r\n\r\n", "6\r\nabcdef\r\n".repeat(pieces))
    };
    let limited = transport().with_largest_answer(12);
    for (answer, fits) in [
        (announced(&"x".repeat(12)), true),
        (announced(&"x".repeat(13)), false),
        (chunked(2), true),
        (chunked(3), false),
        ("HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n".to_owned(), false),
    ] {
        let server = Server::saying(answer.clone(), true);
        match send(&limited, &server.url()).await {
            Ok(whole) => assert!(fits && whole.body().len() == 12, "{answer}"),
            Err(error) => assert!(!fits && error.kind() == TransportErrorKind::TooLarge, "{answer}: {error:?}"),
        }
    }
    // 4 MiB by default.
    let limit = 4 * 1024 * 1024;
    for (length, fits) in [(limit, true), (limit + 1, false)] {
        let server = Server::saying(announced(&"x".repeat(length)), true);
        let answer = send(&transport(), &server.url()).await;
        assert_eq!(answer.map(|answer| answer.body().len()).ok(), fits.then_some(length));
    }
}

#[tokio::test]
async fn nobody_waits_for_ever() {
    let patience = transport().with_timeout(Duration::from_millis(100));
    // Silence, a head without a body, a body without an end.
    for answer in
        ["", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc"]
    {
        let server = Server::saying(answer, false);
        let error = send(&patience, &server.url()).await.unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Timeout, "{answer}: {error:?}");
        assert!(error.is_retryable());
    }
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_no_answer() {
    for answer in ["", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nabc", "hello\r\n\r\n"] {
        let server = Server::saying(answer, true);
        let error = send(&transport(), &server.url()).await.unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Other, "{answer}: {error:?}");
        assert!(std::error::Error::source(&error).is_some());
        assert_eq!(server.heard().len(), 1, "sent once: {answer}");
    }
}

#[tokio::test]
async fn where_nobody_listens_there_is_no_connection() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let error = send(&transport(), &format!("http://{address}/")).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Connect);
    let causes = format!("{error:?}");
    assert!(!causes.contains("hunter2") && !causes.contains(&format!("http://{address}")), "{causes}");
}

#[tokio::test]
async fn nothing_goes_out_without_encryption() {
    // ACP-HDR-01. Nothing resolves or connects first: each of these would take its time, or end otherwise.
    for url in [
        "http://shop.example/",
        "http://localhost.shop.example/",
        "http://127.0.0.1.shop.example/",
        "http://mylocalhost/",
        "http://10.0.0.1/",
        "http://192.168.0.1/",
        "http://0.0.0.0/",
        "http://[2001:db8::1]/",
        "http://[::]/",
        "HTTP://SHOP.EXAMPLE/",
        "ftp://127.0.0.1/",
        "/acp",
    ] {
        let error = send(&transport(), url).await.unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Refused, "{url}: {error:?}");
        assert!(!error.is_retryable());
    }
    for local in
        ["http://localhost:8080/", "http://shop.localhost/", "http://127.0.0.1/", "http://127.9.9.9/", "http://[::1]/"]
    {
        assert!(is_local(&url::Url::parse(local).unwrap()), "{local}");
    }
}

#[tokio::test]
async fn no_proxy_sees_what_stays_on_the_machine() {
    let server = Server::saying("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", true);
    let proxy = Server::saying("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n", true);
    let builder = Client::builder().proxy(Proxy::all(format!("http://{}", proxy.address)).unwrap());
    let transport = ReqwestTransport::with_builder(builder).unwrap();
    assert_eq!(send(&transport, &server.url()).await.unwrap().status(), StatusCode::OK);
    assert_eq!(proxy.heard(), [""; 0]);
}

/// A resolver that answers that to every question, and counts them.
#[derive(Clone)]
struct Answering(Arc<Mutex<usize>>, Vec<std::net::SocketAddr>);

impl reqwest::dns::Resolve for Answering {
    fn resolve(&self, _: reqwest::dns::Name) -> reqwest::dns::Resolving {
        *self.0.lock().unwrap() += 1;
        let answer = self.1.clone();
        Box::pin(async move { Ok(Box::new(answer.into_iter()) as reqwest::dns::Addrs) })
    }
}

fn answering(addresses: &[&str]) -> Answering {
    Answering(Arc::default(), addresses.iter().map(|address| SocketAddr::new(address.parse().unwrap(), 0)).collect())
}

/// How a transport connects to a name. In the clear, for the tests have no TLS; `send` would not.
async fn connect(transport: &ReqwestTransport, url: &str) -> TransportErrorKind {
    super::failure(transport.client.get(url).send().await.unwrap_err()).kind()
}

// A name may lead anywhere, and elsewhere a moment later: what counts is where it leads when it is connected to.
#[tokio::test]
async fn a_name_leads_to_the_internet_or_nowhere() {
    let server = Server::saying("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", true);
    let port = server.address.port();
    for inside in [
        &["127.0.0.1"][..],
        &["10.0.0.1"],
        &["169.254.169.254"],
        &["::1"],
        &["fd00::1"],
        &["::ffff:127.0.0.1"],
        &["0.0.0.0", "100.64.0.1"],
        &[],
    ] {
        let resolver = answering(inside);
        let transport = ReqwestTransport::resolving(Client::builder(), resolver.clone()).unwrap();
        let kind = connect(&transport, &format!("http://agent.example:{port}/")).await;
        assert_eq!(kind, TransportErrorKind::Refused, "{inside:?}");
        assert_eq!(*resolver.0.lock().unwrap(), 1, "{inside:?}");
    }
    // By the resolver of the system.
    let transport = ReqwestTransport::public().unwrap();
    assert_eq!(connect(&transport, &format!("http://localhost:{port}/")).await, TransportErrorKind::Refused);
    assert_eq!(server.heard(), [""; 0]);
}

// Of several addresses only the public ones are left.
#[tokio::test]
async fn what_is_inside_is_left_out() {
    use reqwest::dns::Resolve as _;
    let inside_out = super::PublicOnly(answering(&["127.0.0.1", "1.1.1.1", "10.0.0.1", "2606:4700::1111"]));
    let left: Vec<String> = {
        let name = "agent.example".parse().unwrap();
        inside_out.resolve(name).await.unwrap().map(|address| address.ip().to_string()).collect()
    };
    assert_eq!(left, ["1.1.1.1", "2606:4700::1111"]);
}

#[tokio::test]
async fn an_address_is_looked_at_as_it_is_written() {
    let server = Server::saying("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}", true);
    let transport = ReqwestTransport::public().unwrap();
    let port = server.address.port();
    for url in [
        format!("http://127.0.0.1:{port}/"),
        format!("https://127.0.0.1:{port}/"),
        format!("http://localhost:{port}/"),
        // The same address in other words.
        format!("https://2130706433:{port}/"),
        format!("https://0x7f.1:{port}/"),
        format!("https://[::ffff:127.0.0.1]:{port}/"),
        "https://169.254.169.254/latest/meta-data".to_owned(),
        "https://[fe80::1]/".to_owned(),
        "http://agent.example/".to_owned(),
    ] {
        let error = send(&transport, &url).await.unwrap_err();
        assert_eq!(error.kind(), TransportErrorKind::Refused, "{url}: {error:?}");
        assert!(!error.is_retryable());
    }
    assert_eq!(server.heard(), [""; 0]);
}

// A proxy would resolve the name itself, and connect to whatever it finds.
#[tokio::test]
async fn no_proxy_resolves_what_must_be_public() {
    let proxy = Server::saying("HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n", true);
    let builder = Client::builder().proxy(Proxy::all(format!("http://{}", proxy.address)).unwrap());
    let transport = ReqwestTransport::resolving(builder, answering(&["10.0.0.1"])).unwrap();
    assert_eq!(connect(&transport, "http://agent.example/").await, TransportErrorKind::Refused);
    assert_eq!(proxy.heard(), [""; 0]);
}
