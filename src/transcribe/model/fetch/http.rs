//! Asks a server for a file, or for the rest of one: the only file that knows ureq.

use std::time::Duration;

use ureq::http::{HeaderMap, Response, StatusCode};
use ureq::{Agent, Body};

use super::{FetchError, Source};

/// Patience with a server that says nothing.
const CONNECT: Duration = Duration::from_secs(20);
const SILENCE: Duration = Duration::from_secs(30);

/// The model host's name for the SHA-256 of a large file, sent with the redirect to where the file is.
const NAMED_SHA256: &str = "x-linked-etag";

/// Asks for the file at `address` from byte number `start` on. The answer may begin at zero all the same.
pub fn open(address: &str, start: u64) -> Result<Source, FetchError> {
    let first = ask(address, start, 0)?;
    let sha256 = named_sha256(first.headers());
    let response = if first.status().is_redirection() {
        ask(address, start, 10)?
    } else {
        first
    };
    let status = response.status();
    let start = match status {
        StatusCode::OK => 0,
        StatusCode::PARTIAL_CONTENT => start_of_range(response.headers()).unwrap_or(start),
        // The whole file is here already, as far as the server is concerned. Its sum decides.
        StatusCode::RANGE_NOT_SATISFIABLE if start > 0 => {
            return Ok(Source {
                bytes: Box::new(std::io::empty()),
                start,
                total: None,
                sha256,
            });
        }
        StatusCode::NOT_FOUND => {
            return Err(FetchError::NotThere {
                address: address.to_owned(),
            });
        }
        _ => {
            return Err(FetchError::Refused {
                address: address.to_owned(),
                status: status.as_u16(),
            });
        }
    };
    let length = response.body().content_length();
    Ok(Source {
        total: length.map(|length| start + length),
        bytes: Box::new(response.into_body().into_reader()),
        start,
        sha256,
    })
}

fn ask(address: &str, start: u64, redirects: u32) -> Result<Response<Body>, FetchError> {
    let agent: Agent = Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(redirects)
        .timeout_connect(Some(CONNECT))
        .timeout_recv_response(Some(SILENCE))
        .timeout_per_read(Some(SILENCE))
        // Sums and ranges are of the bytes as they are stored.
        .accept_encoding("identity")
        .user_agent(concat!("rehearse/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let mut request = agent.get(address);
    if start > 0 {
        request = request.header("Range", format!("bytes={start}-"));
    }
    request.call().map_err(|error| {
        let address = address.to_owned();
        let reason = error.to_string();
        match error {
            ureq::Error::BadUri(_) | ureq::Error::Http(_) | ureq::Error::InvalidProxyUrl => {
                FetchError::BadAddress { address, reason }
            }
            _ => FetchError::Offline { address, reason },
        }
    })
}

/// The SHA-256 that the server names; a tag of any other form is no sum.
fn named_sha256(headers: &HeaderMap) -> Option<String> {
    let tag = headers.get(NAMED_SHA256)?.to_str().ok()?;
    let sum = tag
        .trim_start_matches("W/")
        .trim_matches('"')
        .to_ascii_lowercase();
    let is_sum = sum.len() == 64 && sum.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_sum.then_some(sum)
}

/// The first byte of "bytes 100-199/200".
fn start_of_range(headers: &HeaderMap) -> Option<u64> {
    let range = headers.get("content-range")?.to_str().ok()?;
    let (start, _) = range.strip_prefix("bytes ")?.split_once('-')?;
    start.parse().ok()
}
