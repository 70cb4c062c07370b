//! Fetching against a server of our own on this machine: the good way and every way in which it goes wrong.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::thread;

use sha1::Sha1;
use sha2::{Digest, Sha256};
use tiny_http::{Header, Request, Response, Server, StatusCode};

use super::fetch::{FetchError, Fetched, Progress, fetch};
use super::sum::hexadecimal;
use super::{ModelError, Models, Published};

/// 300 000 bytes that are not all alike.
fn content() -> Vec<u8> {
    (0..300_000_u32).map(|n| (n % 251) as u8).collect()
}

fn model() -> Published {
    let sum = hexadecimal::<Sha1>(&Sha1::digest(content()));
    Published {
        name: "small-test",
        size: "300 kB",
        sha1: Box::leak(sum.into_boxed_str()),
    }
}

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).unwrap()
}

/// A server that answers every request alike and keeps the ranges that were asked for.
struct Mirror {
    base: String,
    asked: Arc<Mutex<Vec<Option<String>>>>,
}

fn mirror(answer: impl Fn(Request) + Send + 'static) -> Mirror {
    let server = Server::http("127.0.0.1:0").unwrap();
    let base = format!("http://{}", server.server_addr().to_ip().unwrap());
    let asked = Arc::new(Mutex::new(Vec::new()));
    let kept = Arc::clone(&asked);
    thread::spawn(move || {
        for request in server.incoming_requests() {
            kept.lock().unwrap().push(range_of(&request));
            answer(request);
        }
    });
    Mirror { base, asked }
}

fn range_of(request: &Request) -> Option<String> {
    let range = request
        .headers()
        .iter()
        .find(|header| header.field.equiv("Range"));
    range.map(|header| header.value.to_string())
}

/// Gives out `bytes` as a good server does, ranges included.
fn give(request: Request, bytes: &[u8]) {
    let start: Option<usize> =
        range_of(&request).map(|range| range["bytes=".len()..range.len() - 1].parse().unwrap());
    let sent = match start {
        None => request.respond(Response::from_data(bytes).with_chunked_threshold(usize::MAX)),
        Some(start) if start >= bytes.len() => request.respond(Response::empty(416)),
        Some(start) => {
            let range = format!("bytes {start}-{}/{}", bytes.len() - 1, bytes.len());
            let response = Response::from_data(&bytes[start..])
                .with_status_code(StatusCode(206))
                .with_header(header("Content-Range", &range));
            request.respond(response)
        }
    };
    sent.unwrap();
}

fn get(base: &str, into: &Path) -> Result<Fetched, FetchError> {
    fetch(&model(), base, into, &mut |_| {})
}

fn files(dir: &Path) -> Vec<String> {
    let names = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

const INSTALLED: [&str; 2] = ["ggml-small-test.bin", "ggml-small-test.bin.sha256"];
const PART: &str = "ggml-small-test.bin.part";

#[test]
fn a_fetched_model_is_whole_checked_and_carries_its_sum() {
    let into = tempfile::tempdir().unwrap();
    let mirror = mirror(|request| give(request, &content()));
    let mut steps = Vec::new();
    // The address may end with a slash, the folder need not be there.
    let dir = into.path().join("models");
    let fetched = fetch(&model(), &format!("{}/", mirror.base), &dir, &mut |step| {
        steps.push(step)
    })
    .unwrap();
    assert_eq!(
        (fetched.bytes, fetched.resumed_at, fetched.sha256_named),
        (300_000, 0, false)
    );
    assert_eq!(fs::read(&fetched.path).unwrap(), content());
    assert_eq!(files(&dir), INSTALLED);
    let sum = hexadecimal::<Sha256>(&Sha256::digest(content()));
    let beside = fs::read_to_string(dir.join(INSTALLED[1])).unwrap();
    assert_eq!(
        beside,
        format!("{sum}  ggml-small-test.bin\n"),
        "as sha256sum writes it"
    );
    assert_eq!(
        steps.first(),
        Some(&Progress::Receiving {
            done: 0,
            total: Some(300_000)
        })
    );
    assert_eq!(steps.last(), Some(&Progress::Checking));
    assert_eq!(mirror.asked.lock().unwrap().len(), 1);
}

#[test]
fn the_sum_that_the_server_names_with_its_redirect_is_checked_as_well() {
    let right = hexadecimal::<Sha256>(&Sha256::digest(content()));
    for (sum, fits) in [(right, true), ("0".repeat(64), false)] {
        let into = tempfile::tempdir().unwrap();
        let mirror = mirror(move |request| {
            if request.url().starts_with("/store/") {
                return give(request, &content());
            }
            let response = Response::empty(302)
                .with_header(header("Location", &format!("/store{}", request.url())))
                .with_header(header("X-Linked-ETag", &format!("\"{sum}\"")));
            request.respond(response).unwrap();
        });
        match get(&mirror.base, into.path()) {
            Ok(fetched) => assert!(fits && fetched.sha256_named),
            Err(error) => {
                assert!(
                    !fits
                        && matches!(
                            error,
                            FetchError::WrongSum {
                                kind: "SHA-256",
                                ..
                            }
                        ),
                    "{error}"
                );
                assert!(files(into.path()).is_empty());
            }
        }
    }
}

#[test]
fn a_broken_connection_leaves_what_arrived_and_the_next_fetch_goes_on_from_there() {
    let into = tempfile::tempdir().unwrap();
    // Promises all and gives a third.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]).unwrap();
        stream
            .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n")
            .unwrap();
        stream.write_all(&content()[..100_000]).unwrap();
    });
    let error = get(&base, into.path()).unwrap_err();
    server.join().unwrap();
    assert_eq!(
        error.to_string(),
        "the connection broke off after 0.1 MB of 0.3 MB of ggml-small-test.bin\nThe same command goes on from there."
    );
    assert_eq!(files(into.path()), [PART]);
    let mirror = mirror(|request| give(request, &content()));
    let fetched = get(&mirror.base, into.path()).unwrap();
    assert_eq!(fetched.resumed_at, 100_000);
    assert_eq!(fs::read(fetched.path).unwrap(), content());
    assert_eq!(files(into.path()), INSTALLED);
    let range = mirror.asked.lock().unwrap()[0].clone();
    assert_eq!(range.as_deref(), Some("bytes=100000-"));
}

#[test]
fn a_server_that_knows_no_ranges_is_asked_for_all() {
    let into = tempfile::tempdir().unwrap();
    fs::write(into.path().join(PART), &content()[..100_000]).unwrap();
    let mirror = mirror(|request| request.respond(Response::from_data(content())).unwrap());
    let fetched = get(&mirror.base, into.path()).unwrap();
    assert_eq!(fs::read(fetched.path).unwrap(), content());
}

#[test]
fn a_beginning_that_does_not_fit_is_fetched_once_more_as_a_whole() {
    for beginning in [vec![7; 100_000], vec![7; 400_000]] {
        let into = tempfile::tempdir().unwrap();
        fs::write(into.path().join(PART), beginning).unwrap();
        let mirror = mirror(|request| give(request, &content()));
        let fetched = get(&mirror.base, into.path()).unwrap();
        assert_eq!(
            (fetched.resumed_at, fs::read(fetched.path).unwrap()),
            (0, content())
        );
        assert_eq!(mirror.asked.lock().unwrap().len(), 2);
    }
}

#[test]
fn a_part_that_is_whole_already_needs_only_its_check() {
    let into = tempfile::tempdir().unwrap();
    fs::write(into.path().join(PART), content()).unwrap();
    let mirror = mirror(|request| give(request, &content()));
    assert_eq!(get(&mirror.base, into.path()).unwrap().bytes, 300_000);
    assert_eq!(files(into.path()), INSTALLED);
}

#[test]
fn another_file_than_the_published_one_is_refused_and_deleted() {
    let into = tempfile::tempdir().unwrap();
    let mirror = mirror(|request| give(request, b"<html>please log in</html>"));
    let error = get(&mirror.base, into.path()).unwrap_err();
    assert!(
        matches!(error, FetchError::WrongSum { kind: "SHA-1", .. }),
        "{error}"
    );
    assert!(
        error.to_string().contains("is not the published model"),
        "{error}"
    );
    assert!(files(into.path()).is_empty());
}

#[test]
fn what_the_server_says_is_told_with_the_address() {
    let into = tempfile::tempdir().unwrap();
    for status in [404, 403, 503] {
        let mirror = mirror(move |request| request.respond(Response::empty(status)).unwrap());
        let error = get(&mirror.base, into.path()).unwrap_err();
        let address = format!("{}/ggml-small-test.bin", mirror.base);
        match error {
            FetchError::NotThere { address: told } => assert_eq!((status, told), (404, address)),
            FetchError::Refused {
                address: told,
                status: code,
            } => assert_eq!((code, told), (status, address)),
            other => panic!("{other}"),
        }
        assert!(files(into.path()).is_empty());
    }
}

#[test]
fn an_earlier_beginning_outlives_a_server_that_is_away() {
    let into = tempfile::tempdir().unwrap();
    fs::write(into.path().join(PART), "beginning").unwrap();
    let away = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        format!("http://{}", listener.local_addr().unwrap())
    };
    let error = get(&away, into.path()).unwrap_err();
    assert!(matches!(error, FetchError::Offline { .. }), "{error}");
    assert!(
        error.to_string().contains("Is this machine online?"),
        "{error}"
    );
    assert_eq!(files(into.path()), [PART]);
}

#[test]
fn no_network_and_nonsense_leave_nothing_behind() {
    let into = tempfile::tempdir().unwrap();
    let error = get("http://no-such-host.invalid", into.path()).unwrap_err();
    assert!(matches!(error, FetchError::Offline { .. }), "{error}");
    let error = get("htp://x y", into.path()).unwrap_err();
    assert!(matches!(error, FetchError::BadAddress { .. }), "{error}");
    assert!(files(into.path()).is_empty());
}

#[test]
fn a_folder_serves_as_well_as_a_server() {
    let (from, into) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let base = from.path().to_str().unwrap();
    let error = get(base, into.path()).unwrap_err();
    assert!(matches!(error, FetchError::NotThere { .. }), "{error}");
    fs::write(from.path().join("ggml-small-test.bin"), content()).unwrap();
    assert_eq!(get(base, into.path()).unwrap().bytes, 300_000);
    assert_eq!(files(into.path()), INSTALLED);
}

#[test]
fn a_full_disk_is_told_and_gets_its_room_back() {
    // Writing to this device always fails for want of room.
    let into = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink("/dev/full", into.path().join(PART)).unwrap();
    let mirror = mirror(|request| give(request, &content()));
    let error = get(&mirror.base, into.path()).unwrap_err();
    assert!(matches!(error, FetchError::DiskFull { .. }), "{error}");
    assert!(files(into.path()).is_empty());
}

/// Gives out 300 000 bytes without saying how many they will be.
fn give_without_length(request: Request) {
    let bytes = std::io::Cursor::new(content());
    let response = Response::new(StatusCode(200), Vec::new(), bytes, None, None);
    // A client that has seen enough hangs up.
    let _ = request.respond(response);
}

#[test]
fn more_than_was_published_is_not_kept() {
    let small = Published {
        size: "200 kB",
        ..model()
    };
    for (name, says_length) in [("told at once", true), ("told on the way", false)] {
        let into = tempfile::tempdir().unwrap();
        let mirror = mirror(move |request| {
            if says_length {
                // It may hang up before the last byte.
                let response = Response::from_data(content());
                let _ = request.respond(response.with_chunked_threshold(usize::MAX));
            } else {
                give_without_length(request);
            }
        });
        let mut received = 0;
        let error = fetch(&small, &mirror.base, into.path(), &mut |progress| {
            if let Progress::Receiving { done, .. } = progress {
                received = done;
            }
        })
        .unwrap_err();
        let FetchError::TooLarge { bytes, most, .. } = &error else {
            panic!("{name}: {error}");
        };
        assert_eq!((bytes.is_some(), *most), (says_length, 201_000), "{name}");
        assert!(received <= 201_000, "{name}: {received}");
        assert!(files(into.path()).is_empty(), "{name}");
    }
}

#[test]
fn a_disk_that_is_too_small_is_told_before_anything_is_written() {
    let vast = Published {
        size: "900000 GiB",
        ..model()
    };
    let into = tempfile::tempdir().unwrap();
    let mirror = mirror(give_without_length);
    let error = fetch(&vast, &mirror.base, into.path(), &mut |_| {}).unwrap_err();
    assert!(matches!(error, FetchError::NoRoom { .. }), "{error}");
    assert!(files(into.path()).is_empty());
}

#[test]
fn two_fetches_of_one_model_do_not_write_over_each_other() {
    let into = tempfile::tempdir().unwrap();
    let held = fs::File::create(into.path().join(PART)).unwrap();
    held.lock().unwrap();
    let error = get("http://127.0.0.1:1", into.path()).unwrap_err();
    assert!(matches!(error, FetchError::Busy { .. }), "{error}");
}

#[test]
fn damage_after_the_fetch_is_told_by_the_sum_beside_it() {
    let (from, into) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let real = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/ggml-base-q8_0.bin");
    let mut bytes = fs::read(real).unwrap();
    fs::write(from.path().join("ggml-tiny-test.bin"), &bytes).unwrap();
    let sum = hexadecimal::<Sha1>(&Sha1::digest(&bytes));
    let published = Published {
        name: "tiny-test",
        size: "78 MiB",
        sha1: Box::leak(sum.into_boxed_str()),
    };
    let dir = into.path().join("models");
    let fetched = fetch(&published, from.path().to_str().unwrap(), &dir, &mut |_| {}).unwrap();
    let models = Models::new(into.path());
    // This program's catalogue does not have it, so it would be tried before it is used.
    assert!(!models.find(Some("tiny-test")).unwrap().verified);
    bytes[9_999_999] ^= 1;
    fs::write(&fetched.path, &bytes).unwrap();
    let error = models.find(Some("tiny-test")).unwrap_err();
    assert!(
        matches!(
            error,
            ModelError::Damaged {
                kind: "SHA-256",
                ..
            }
        ),
        "{error}"
    );
}
