//! What the agent needs in order to have the buyer's bank authenticate a payment.

use crate::acp::error::Unsayable;
use crate::acp::v2025_12_12::{AuthenticationMetadata, Browser, Channel, ChannelType};
use crate::acp::v2026_04_17::{self, convert};
use crate::model::{self, BrowserChannel};

/// What an agent is told instead of the metadata.
pub(crate) const UNKNOWN_BROWSER: &str =
    "The shop does not know the buyer's browser, which this agent needs for the authentication.";

/// The metadata, which this release cannot say without the browser (ACP-3DS-03, C-3DS-03).
pub(crate) fn write(metadata: &model::AuthenticationMetadata) -> Result<Option<AuthenticationMetadata>, Unsayable> {
    if metadata.channel.as_ref().is_some_and(is_complete) { write_known(metadata) } else { Ok(None) }
}

/// The metadata with as much of the browser as is known.
pub(crate) fn write_known(
    metadata: &model::AuthenticationMetadata,
) -> Result<Option<AuthenticationMetadata>, Unsayable> {
    let Some(channel) = &metadata.channel else { return Ok(None) };
    let v2026_04_17::AuthenticationMetadata { acquirer_details, directory_server, flow_preference, extra } =
        convert::merchant::authentication::write_metadata(metadata)?;
    let channel = Channel { kind: ChannelType::Browser, browser: write_browser(channel) };
    Ok(Some(AuthenticationMetadata { channel, acquirer_details, directory_server, flow_preference, extra }))
}

pub(crate) fn read(metadata: AuthenticationMetadata) -> model::AuthenticationMetadata {
    let AuthenticationMetadata { channel, acquirer_details, directory_server, flow_preference, extra } = metadata;
    let rest = v2026_04_17::AuthenticationMetadata { acquirer_details, directory_server, flow_preference, extra };
    model::AuthenticationMetadata {
        channel: Some(read_browser(channel.browser)),
        ..convert::agent::authentication::read_metadata(rest)
    }
}

/// Whether all is known that the schema requires: more where scripts run.
const fn is_complete(channel: &BrowserChannel) -> bool {
    !channel.javascript_enabled
        || (channel.color_depth.is_some()
            && channel.java_enabled.is_some()
            && channel.screen_height.is_some()
            && channel.screen_width.is_some()
            && channel.timezone_offset.is_some())
}

fn write_browser(channel: &BrowserChannel) -> Browser {
    Browser {
        accept_header: channel.accept_header.clone(),
        ip_address: channel.ip_address.clone(),
        javascript_enabled: channel.javascript_enabled,
        language: channel.language.clone(),
        user_agent: channel.user_agent.clone(),
        color_depth: channel.color_depth,
        java_enabled: channel.java_enabled,
        screen_height: channel.screen_height,
        screen_width: channel.screen_width,
        timezone_offset: channel.timezone_offset,
    }
}

fn read_browser(browser: Browser) -> BrowserChannel {
    BrowserChannel {
        accept_header: browser.accept_header,
        ip_address: browser.ip_address,
        javascript_enabled: browser.javascript_enabled,
        language: browser.language,
        user_agent: browser.user_agent,
        color_depth: browser.color_depth,
        java_enabled: browser.java_enabled,
        screen_height: browser.screen_height,
        screen_width: browser.screen_width,
        timezone_offset: browser.timezone_offset,
    }
}
