//! Numbers are read back from words, digits and units.

use super::*;
use crate::signals::normal::Reader;
use proptest::prelude::*;

fn read(text: &str) -> Vec<Quantity> {
    let mut reader = Reader::default();
    let tokens = reader.tokens(text.split_whitespace());
    let is = |at: usize, word: &str| {
        let form = tokens.get(at).and_then(|token| reader.known(token.form));
        form.is_some_and(|form| form.text == word)
    };
    quantities(&tokens, &is)
}

fn one(text: &str) -> Quantity {
    let found = read(text);
    assert_eq!(found.len(), 1, "{text}: {found:?}");
    found[0]
}

#[test]
fn a_share_is_one_value_however_it_is_said() {
    for text in [
        "zero point three percent",
        "0.3%",
        "0.3 %",
        ".3 percent",
        "point three percent",
        "The point 3% rate",
        "3/10 of a percent",
        "three tenths of a percent",
        "three tenths of one percent",
        "oh point three percent",
        "nought point three per cent",
        "0 point 3 percent",
        "thirty basis points",
    ] {
        let found = read(text);
        let quantity = found
            .iter()
            .find(|q| q.unit == Unit::Percent)
            .unwrap_or_else(|| panic!("{text}: {found:?}"));
        assert!((quantity.value - 0.3).abs() < 1e-9, "{text}: {quantity:?}");
    }
    for text in [
        "three in a thousand",
        "3 out of 1,000",
        "three webhooks in every thousand",
        "three payments in a thousand",
        "of a thousand webhooks three",
        "out of 1,000 payments 3",
    ] {
        let share = read(text)
            .into_iter()
            .find(|q| q.share)
            .unwrap_or_else(|| panic!("{text}"));
        assert!((share.value - 0.3).abs() < 1e-9, "{text}");
    }
    let share = read("one in three hundred")
        .into_iter()
        .find(|q| q.share)
        .unwrap();
    assert!((share.value - 1.0 / 3.0).abs() < 1e-9);
}

#[test]
fn money_keeps_its_period() {
    for text in [
        "$8K a week",
        "8,000 dollars per week",
        "eight grand a week",
        "eight thousand dollars every single week",
        "$8,000 of revenue each week",
        "8 thousand bucks weekly",
        "$8k/week",
        "weekly we lost 8,000 dollars",
        "eight thousand dollars in lost revenue per week",
        "8 K dollars per weak",
        "$8 thousand a week",
    ] {
        let found = read(text);
        let money = found
            .iter()
            .find(|q| matches!(q.unit, Unit::Money(_)))
            .unwrap_or_else(|| panic!("{text}: {found:?}"));
        assert_eq!(
            (money.value, money.period),
            (8000.0, Some(TimeUnit::Week)),
            "{text}"
        );
    }
    assert_eq!(one("8k").value, 8000.0);
    assert_eq!(one("$8K in the end").period, None);
}

#[test]
fn lengths_are_told_from_periods() {
    assert_eq!(one("forty minutes").value, 2400.0);
    assert_eq!(one("a quarter of an hour").value, 900.0);
    assert_eq!(one("half an hour").value, 1800.0);
    assert_eq!(one("an hour and a half").value, 5400.0);
    assert_eq!(one("900ms").value, 0.9);
    assert_eq!(one("4.2s").value, 4.2);
    assert_eq!(one("four point two seconds").value, 4.2);
    assert_eq!(one("a hundred eighty millis").value, 0.18);
    assert_eq!(one("two weeks").unit, Unit::Time(TimeUnit::Week));
}

#[test]
fn words_between_a_number_and_its_unit_leave_it_as_it_is() {
    for (text, days) in [
        ("three full days", 3.0),
        ("two more days", 2.0),
        ("one whole day", 1.0),
    ] {
        assert!((one(text).value - days * 86_400.0).abs() < 1e-6, "{text}");
    }
    assert!((one("every third review").value - 1.0 / 3.0).abs() < 1e-9);
    assert!((one("a quarter fewer bookings").value - 0.25).abs() < 1e-9);
}

#[test]
fn a_change_shares_its_unit_and_knows_its_ends() {
    let found = read("cut from 40 to 15 minutes");
    assert_eq!(
        found.iter().map(|q| (q.value, q.role)).collect::<Vec<_>>(),
        [(2400.0, Role::From), (900.0, Role::To)]
    );
    let found = read("dropped from 4.2 seconds to 0.9");
    assert_eq!(
        found.iter().map(|q| q.value).collect::<Vec<_>>(),
        [4.2, 0.9]
    );
    assert_eq!(one("fell by twelve percent").role, Role::By);
}

#[test]
fn words_that_only_look_like_numbers_are_none() {
    for text in [
        "the first",
        "on the second floor",
        "a third time",
        "the quarter",
        "grand idea",
        "no point",
    ] {
        assert!(read(text).is_empty(), "{text}: {:?}", read(text));
    }
}

#[test]
fn large_round_numbers_are_read() {
    for (text, value) in [
        ("twenty five hundred", 2500.0),
        ("a million and a half", 1.5e6),
        ("half a million", 5e5),
        ("a quarter of a million", 2.5e5),
        ("half a dozen", 6.0),
        ("one point two million", 1.2e6),
        ("two hundred and fifty thousand", 250_000.0),
        ("a dozen", 12.0),
        ("two dozen", 24.0),
        ("1.5M", 1.5e6),
        ("three hundred", 300.0),
        ("twenty twenty two", 2022.0),
        ("one eighty", 180.0),
        ("eight and a half thousand", 8500.0),
    ] {
        assert_eq!(one(text).value, value, "{text}");
    }
}

/// English words for a whole number, written apart from the reader so that it can judge it.
fn words(n: u32) -> String {
    const ONES: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 10] = [
        "", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    ];
    let join = |head: String, rest: u32, and: &str| {
        if rest == 0 {
            head
        } else {
            format!("{head}{and}{}", words(rest))
        }
    };
    match n {
        0..20 => ONES[n as usize].to_owned(),
        20..100 if n.is_multiple_of(10) => TENS[n as usize / 10].to_owned(),
        20..100 => format!("{}-{}", TENS[n as usize / 10], ONES[n as usize % 10]),
        100..1000 => join(format!("{} hundred", words(n / 100)), n % 100, " and "),
        1000..1_000_000 => join(
            format!("{} thousand", words(n / 1000)),
            n % 1000,
            if n % 1000 < 100 { " and " } else { " " },
        ),
        _ => join(
            format!("{} million", words(n / 1_000_000)),
            n % 1_000_000,
            " ",
        ),
    }
}

#[test]
fn every_whole_number_to_a_million_survives_its_words() {
    let mut reader = Reader::default();
    for n in 0..=1_000_000 {
        let text = words(n);
        let tokens = reader.tokens(text.split_whitespace());
        let is = |at: usize, word: &str| {
            tokens
                .get(at)
                .and_then(|t| reader.known(t.form))
                .is_some_and(|f| f.text == word)
        };
        let found = quantities(&tokens, &is);
        assert!(
            found.len() == 1 && found[0].value == f64::from(n),
            "{text}: {found:?}"
        );
    }
}

proptest! {
    #[test]
    fn decimals_percents_and_money_survive_their_words(whole in 0u32..=1_000_000, digits in prop::collection::vec(0u32..10, 1..4)) {
        let spoken: Vec<String> = digits.iter().map(|&digit| words(digit)).collect();
        let written: String = digits.iter().map(u32::to_string).collect();
        let value: f64 = format!("{whole}.{written}").parse().unwrap();
        let text = format!("{} point {}", words(whole), spoken.join(" "));
        prop_assert_eq!(one(&text).value, value);
        let percent = one(&format!("{text} percent"));
        prop_assert_eq!((percent.value, percent.unit), (value, Unit::Percent));
        prop_assert_eq!(one(&format!("{value}%")).value, value);
        let money = one(&format!("{} dollars a week", words(whole)));
        prop_assert_eq!((money.value, money.unit, money.period), (f64::from(whole), Unit::Money(Some(Currency::Usd)), Some(TimeUnit::Week)));
        prop_assert_eq!(one(&format!("${whole}")).value, f64::from(whole));
    }

    #[test]
    fn every_way_of_writing_a_number_gives_the_same(whole in 0u32..=1_000_000) {
        let value = f64::from(whole);
        let digits = whole.to_string();
        let grouped: Vec<&str> = digits
            .as_bytes()
            .rchunks(3)
            .rev()
            .filter_map(|group| std::str::from_utf8(group).ok())
            .collect();
        let grouped = grouped.join(",");
        let british = words(whole);
        for text in [british.clone(), british.replace(" and ", " "), british.replace('-', " "), digits, grouped.clone()] {
            prop_assert_eq!(one(&text).value, value, "{}", text);
        }
        for (text, unit) in [
            (format!("{grouped} percent"), Unit::Percent),
            (format!("${grouped} a month"), Unit::Money(Some(Currency::Usd))),
            (format!("{british} euros a month"), Unit::Money(Some(Currency::Eur))),
            (format!("{british} pounds a month"), Unit::Money(Some(Currency::Gbp))),
        ] {
            let found = one(&text);
            prop_assert_eq!((found.value, found.unit), (value, unit), "{}", text);
        }
    }
}
