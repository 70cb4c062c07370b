//! Prints every sentence about what was measured.

use super::*;

#[test]
fn every_pace_in_words() {
    let paces = [
        (Grade::Quiet, 150.0, 150.0, 150.0),
        (Grade::Mention, 115.0, 115.0, 115.0),
        (Grade::Mention, 175.0, 175.0, 175.0),
        (Grade::Flag, 90.0, 90.0, 90.0),
        (Grade::Flag, 190.0, 190.0, 190.0),
        (Grade::Quiet, 151.0, 120.0, 200.0),
    ];
    let all = paces.map(|(grade, wpm, low, high)| {
        let measured = Pace {
            wpm,
            low,
            high,
            articulation_wpm: 190.0,
            grade,
        };
        beside(pace(&measured), Some("141".to_owned()))
    });
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn every_pause_and_filler_in_words() {
    let pause = |start_s: f64, length_s: f64, mid_clause| Pause {
        span: at(start_s, start_s + length_s),
        mid_clause,
        grade: Grade::Quiet,
    };
    let five: Vec<Pause> = (1..6)
        .map(|index| pause(f64::from(index) * 10.0, f64::from(index), index == 3))
        .collect();
    let filler = |text: &str, certainty| Filler {
        text: text.to_owned(),
        span: at(12.3, 12.6),
        certainty,
    };
    let two = [
        filler("um", Certainty::Heard),
        filler("uh", Certainty::Possible),
    ];
    let six = [&two[..], &two[..], &two[..1], &two[..1]].concat();
    let mut all = vec![
        pauses(&five[..1]),
        pauses(&five[..3]),
        pauses(&five),
        fillers(&two),
        fillers(&six),
    ];
    for (count, possible) in [(0, 0), (1, 0), (3, 1)] {
        let rate = FillerRate {
            count,
            possible,
            per_minute: 6.2,
            grade: Grade::Quiet,
            clusters: Vec::new(),
        };
        all.push(beside(filler_rate(&rate), Some("4 a minute".to_owned())));
    }
    insta::assert_snapshot!(all.join("\n"));
}

fn claim(doer: Actor) -> Claim {
    Claim {
        doer,
        verb: "traced".to_owned(),
        quote: "traced it".to_owned(),
        span: at(1.0, 2.0),
        instead: None,
    }
}

fn link_said(link: Link, quote: &str) -> chain::Said {
    chain::Said {
        link,
        quote: quote.to_owned(),
        at: (!quote.is_empty()).then(|| at(1.0, 2.0)),
    }
}

#[test]
fn every_other_measure_in_words() {
    let owned = |own: usize, others: &[Actor]| Ownership {
        own: vec![claim(Actor::I); own],
        others: others.iter().map(|doer| claim(*doer)).collect(),
    };
    let told = |quotes: [&str; 6]| -> Vec<chain::Said> {
        [
            Link::Before,
            Link::After,
            Link::Unit,
            Link::Period,
            Link::Worth,
            Link::Adoption,
        ]
        .into_iter()
        .zip(quotes)
        .map(|(link, quote)| link_said(link, quote))
        .collect()
    };
    let share = Share {
        topic: "system architecture in detail".to_owned(),
        seconds: 38.04,
        of_s: 61.2,
        quotes: vec!["message queue".to_owned()],
    };
    let soon = First {
        problem_s: Some(4.2),
        deed_s: None,
        number_s: Some(61.0),
    };
    let all = [
        ownership(&owned(0, &[])),
        ownership(&owned(1, &[])),
        ownership(&owned(
            4,
            &[Actor::We, Actor::Others, Actor::Nobody, Actor::We],
        )),
        impact(&told([
            "0.3%",
            "zero",
            "0.3%",
            "$8K a week",
            "$8K a week",
            "adopted it",
        ])),
        impact(&told(["", "zero.", "", "", "", ""])),
        impact(&told(["", "", "", "", "", ""])),
        played_down(&share),
        first(&soon).unwrap_or_default(),
        first(&First::default()).unwrap_or_default(),
        leading_said(2, 6, "Bias for Action"),
        leading_said(6, 6, "Bias for Action"),
        lead_with("The outcome, then how you got there.\n"),
        bar("SDE2", "The story as told.\n"),
    ];
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn every_length_in_words() {
    let all = [Timing::InTime, Timing::Short, Timing::Long, Timing::TooLong].map(|of| {
        let without = verdict(of, secs(50), secs(30), None);
        let with = verdict(of, secs(50), secs(30), Some(secs(45)));
        format!("{without} / {with}")
    });
    insta::assert_snapshot!(all.join("\n"));
}

#[test]
fn every_deed_and_every_link_in_words() {
    let of = |doer, quote: &str, start_s, instead: Option<&str>| Claim {
        quote: quote.to_owned(),
        span: at(start_s, start_s + 1.0),
        instead: instead.map(str::to_owned),
        ..claim(doer)
    };
    let told = Ownership {
        own: vec![of(Actor::I, "I traced it", 3.0, None)],
        others: vec![
            of(
                Actor::We,
                "We pulled the logs",
                1.0,
                Some("I pulled the logs"),
            ),
            of(
                Actor::Nobody,
                "a fix was written",
                5.0,
                Some("I wrote a fix"),
            ),
            of(Actor::Others, "they deployed it", 7.0, None),
        ],
    };
    let chain = [
        link_said(Link::Before, "0.3%"),
        link_said(Link::After, "zero,"),
        link_said(Link::Unit, "0.3%"),
        link_said(Link::Period, ""),
        link_said(Link::Worth, "$8K"),
        link_said(Link::Adoption, ""),
    ];
    insta::assert_snapshot!(format!(
        "{}\n\n{}",
        deeds(&told).join("\n"),
        links(&chain).join("\n")
    ));
}
