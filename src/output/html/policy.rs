//! What the page may do: a content policy that names its style and script by hash and forbids every connection, and
//! JSON written so that no value can end the script element around it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// The value of a page's `Content-Security-Policy`. Without a `script` nothing runs and nothing sounds; with one,
/// sound may come from beside the page or from inside it.
pub fn content_policy(style: &str, script: Option<&str>) -> String {
    let style = source_of(style);
    let script = script.map_or_else(String::new, |script| {
        format!(
            " script-src {}; media-src 'self' file: data:;",
            source_of(script)
        )
    });
    format!("default-src 'none'; style-src {style};{script} base-uri 'none'; form-action 'none'")
}

fn source_of(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

/// `value` as JSON that is safe between script tags: `<`, `>` and `&` are written as escapes, and so are the two line
/// separators that old script engines take for line ends.
pub fn json_in_script(value: &impl Serialize) -> String {
    let json = serde_json::to_string(value).unwrap_or_else(|_| "null".to_owned());
    let mut safe = String::with_capacity(json.len());
    for letter in json.chars() {
        match letter {
            '<' => safe.push_str("\\u003c"),
            '>' => safe.push_str("\\u003e"),
            '&' => safe.push_str("\\u0026"),
            '\u{2028}' => safe.push_str("\\u2028"),
            '\u{2029}' => safe.push_str("\\u2029"),
            other => safe.push(other),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_can_end_the_script_element() {
        let json = json_in_script(&"</script><script>alert(1)</script><!-- \u{2028}");
        assert!(!json.contains('<') && !json.contains('>') && !json.contains('\u{2028}'));
        let back: String = serde_json::from_str(&json).unwrap();
        assert_eq!(back, "</script><script>alert(1)</script><!-- \u{2028}");
    }

    #[test]
    fn the_policy_forbids_everything_that_it_does_not_name() {
        let policy = content_policy("p{}", Some("1"));
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"));
        assert!(!policy.contains("unsafe"));
        assert!(!content_policy("p{}", None).contains("script"));
    }
}
