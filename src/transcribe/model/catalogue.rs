//! The models that whisper.cpp publishes, as far as this program can fetch them.
//!
//! Names, sizes and sums as on the card of whisper.cpp's model repository and in its `models/README.md`. No SHA-256 is
//! published in text; the server names one with the file, and fetching checks that as well.

/// Where the published models are: `<BASE>/ggml-NAME.bin`.
pub const BASE: &str = "https://huggingface.co/ggerganov/whisper.cpp/resolve/main";

/// A model that can be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Published {
    /// What the user types.
    pub name: &'static str,
    /// Its size as published, rounded: "466 MiB".
    pub size: &'static str,
    /// Its sum, in hexadecimal.
    pub sha1: &'static str,
}

impl Published {
    /// The most bytes that it can have, by its rounded size.
    #[must_use]
    pub fn most_bytes(&self) -> u64 {
        let (number, unit) = self.size.split_once(' ').unwrap_or((self.size, "bytes"));
        let unit: u64 = match unit {
            "GiB" => 1 << 30,
            "MiB" => 1 << 20,
            "kB" => 1_000,
            _ => 1,
        };
        // "1.5" stands for at most 1.6, "466" for at most 467.
        let (whole, tenths) = number.split_once('.').unwrap_or((number, ""));
        let steps = 10_u64.pow(u32::try_from(tenths.len()).unwrap_or(0));
        let digits: u64 = format!("{whole}{tenths}").parse().unwrap_or(0);
        (digits + 1) * unit / steps
    }
}

/// All of them, from small to large.
pub const CATALOGUE: &[Published] = &[
    published("tiny", "75 MiB", "bd577a113a864445d4c299885e0cb97d4ba92b5f"),
    published(
        "tiny-q5_1",
        "31 MiB",
        "2827a03e495b1ed3048ef28a6a4620537db4ee51",
    ),
    published(
        "tiny-q8_0",
        "42 MiB",
        "19e8118f6652a650569f5a949d962154e01571d9",
    ),
    published(
        "tiny.en",
        "75 MiB",
        "c78c86eb1a8faa21b369bcd33207cc90d64ae9df",
    ),
    published(
        "tiny.en-q5_1",
        "31 MiB",
        "3fb92ec865cbbc769f08137f22470d6b66e071b6",
    ),
    published(
        "tiny.en-q8_0",
        "42 MiB",
        "802d6668e7d411123e672abe4cb6c18f12306abb",
    ),
    published(
        "base",
        "142 MiB",
        "465707469ff3a37a2b9b8d8f89f2f99de7299dac",
    ),
    published(
        "base-q5_1",
        "57 MiB",
        "a3733eda680ef76256db5fc5dd9de8629e62c5e7",
    ),
    published(
        "base-q8_0",
        "78 MiB",
        "7bb89bb49ed6955013b166f1b6a6c04584a20fbe",
    ),
    published(
        "base.en",
        "142 MiB",
        "137c40403d78fd54d454da0f9bd998f78703390c",
    ),
    published(
        "base.en-q5_1",
        "57 MiB",
        "d26d7ce5a1b6e57bea5d0431b9c20ae49423c94a",
    ),
    published(
        "base.en-q8_0",
        "78 MiB",
        "bb1574182e9b924452bf0cd1510ac034d323e948",
    ),
    published(
        "small",
        "466 MiB",
        "55356645c2b361a969dfd0ef2c5a50d530afd8d5",
    ),
    published(
        "small-q5_1",
        "181 MiB",
        "6fe57ddcfdd1c6b07cdcc73aaf620810ce5fc771",
    ),
    published(
        "small-q8_0",
        "252 MiB",
        "bcad8a2083f4e53d648d586b7dbc0cd673d8afad",
    ),
    published(
        "small.en",
        "466 MiB",
        "db8a495a91d927739e50b3fc1cc4c6b8f6c2d022",
    ),
    published(
        "small.en-q5_1",
        "181 MiB",
        "20f54878d608f94e4a8ee3ae56016571d47cba34",
    ),
    published(
        "small.en-q8_0",
        "252 MiB",
        "9d75ff4ccfa0a8217870d7405cf8cef0a5579852",
    ),
    published(
        "medium",
        "1.5 GiB",
        "fd9727b6e1217c2f614f9b698455c4ffd82463b4",
    ),
    published(
        "medium-q5_0",
        "514 MiB",
        "7718d4c1ec62ca96998f058114db98236937490e",
    ),
    published(
        "medium.en",
        "1.5 GiB",
        "8c30f0e44ce9560643ebd10bbe50cd20eafd3723",
    ),
    published(
        "medium.en-q5_0",
        "514 MiB",
        "bb3b5281bddd61605d6fc76bc5b92d8f20284c3b",
    ),
    published(
        "large-v3",
        "2.9 GiB",
        "ad82bf6a9043ceed055076d0fd39f5f186ff8062",
    ),
    published(
        "large-v3-q5_0",
        "1.1 GiB",
        "e6e2ed78495d403bef4b7cff42ef4aaadcfea8de",
    ),
    published(
        "large-v3-turbo",
        "1.5 GiB",
        "4af2b29d7ec73d781377bfd1758ca957a807e941",
    ),
    published(
        "large-v3-turbo-q5_0",
        "547 MiB",
        "e050f7970618a659205450ad97eb95a18d69c9ee",
    ),
    published(
        "large-v3-turbo-q8_0",
        "834 MiB",
        "01bf15bedffe9f39d65c1b6ff9b687ea91f59e0e",
    ),
];

const fn published(name: &'static str, size: &'static str, sha1: &'static str) -> Published {
    Published { name, size, sha1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_most_bytes_are_the_rounded_size_and_one_step_more() {
        let most = |size| published("", size, "").most_bytes();
        assert_eq!(most("466 MiB"), 467 << 20);
        assert_eq!(most("1.5 GiB"), (16 << 30) / 10);
        assert_eq!(most("300 kB"), 301_000);
        for model in CATALOGUE {
            assert!(
                (30 << 20..3 << 31).contains(&model.most_bytes()),
                "{model:?}"
            );
        }
        // What is shipped is 81 768 585 bytes long.
        let base = CATALOGUE
            .iter()
            .find(|model| model.name == "base-q8_0")
            .unwrap();
        assert!((81_768_585..83_000_000).contains(&base.most_bytes()));
    }

    #[test]
    fn names_and_sums_are_well_formed_and_each_stands_once() {
        let names: BTreeSet<_> = CATALOGUE.iter().map(|model| model.name).collect();
        let sums: BTreeSet<_> = CATALOGUE.iter().map(|model| model.sha1).collect();
        assert_eq!(
            (names.len(), sums.len()),
            (CATALOGUE.len(), CATALOGUE.len())
        );
        for sum in sums {
            assert!(
                sum.len() == 40 && sum.bytes().all(|digit| digit.is_ascii_hexdigit()),
                "{sum}"
            );
        }
    }
}
