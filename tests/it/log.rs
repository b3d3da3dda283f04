//! What is logged while a test runs.
//!
//! One subscriber serves the whole binary: those that come and go with single tests disturb each other.

use std::cell::RefCell;
use std::io;
use std::sync::Once;

use tracing_subscriber::filter::LevelFilter;

thread_local! {
    static LINES: RefCell<Option<Vec<u8>>> = const { RefCell::new(None) };
}

/// Keeps what this thread logs from now on, at every level.
pub(crate) fn keep() {
    static SUBSCRIBER: Once = Once::new();
    SUBSCRIBER.call_once(|| {
        let subscriber = tracing_subscriber::fmt().with_max_level(LevelFilter::TRACE).with_ansi(false);
        tracing::subscriber::set_global_default(subscriber.with_writer(|| Lines).finish()).expect("the first one");
    });
    LINES.set(Some(Vec::new()));
}

/// What this thread has logged since.
pub(crate) fn taken() -> String {
    String::from_utf8(LINES.take().expect("a log that is kept")).expect("text")
}

#[derive(Debug)]
struct Lines;

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        LINES.with_borrow_mut(|lines| lines.as_mut().map(|lines| lines.extend_from_slice(bytes)));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
