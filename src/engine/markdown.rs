//! Markdown of the shop, on its way out.

use super::{RawHtml, Violation};
use crate::model::{Message, Quote, Text};

/// Lets no raw HTML out of a quote: neither in its messages nor in what is to be read of its lines (ACP-MD-04).
pub(super) fn hold(quote: &mut Quote, policy: RawHtml) -> Result<(), Violation> {
    for message in &mut quote.messages {
        hold_text(&mut message.text, "a message", policy)?;
    }
    for disclosure in quote.lines.iter_mut().flat_map(|line| &mut line.product.disclosures) {
        hold_text(&mut disclosure.text, "a disclosure", policy)?;
    }
    Ok(())
}

/// Lets no raw HTML out of messages that must go out whatever is wrong with them: money hangs on them.
pub(super) fn hold_messages(messages: &mut [Message]) {
    for message in messages {
        downgrade(&mut message.text, "a message");
    }
}

fn hold_text(text: &mut Text, of: &'static str, policy: RawHtml) -> Result<(), Violation> {
    if policy == RawHtml::Refuse && text.has_raw_html() {
        return Err(Violation::RawHtml(of));
    }
    downgrade(text, of);
    Ok(())
}

fn downgrade(text: &mut Text, of: &'static str) {
    if text.has_raw_html() {
        crate::log::raw_html(of);
        *text = Text::Plain(text.as_str().to_owned());
    }
}
