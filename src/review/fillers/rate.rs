//! How often fillers come and where they crowd, and what is made of it.

use std::time::Duration;

use crate::review::pace::per_minute;
use crate::review::{FillerRate, Grade, Limits};
use crate::time::{Offset, Span};
use crate::transcript::{Certainty, Filler};

/// Fewer fillers than this are no habit.
const LEAST_FOR_A_RATE: usize = 3;

/// How many fillers a minute of `speaking`, and where they crowd. Only those that were heard are counted.
#[must_use]
pub fn measure(fillers: &[Filler], speaking: Duration, limits: &Limits) -> Option<FillerRate> {
    if speaking.is_zero() {
        return None;
    }
    let heard: Vec<&Filler> = fillers
        .iter()
        .filter(|filler| filler.certainty == Certainty::Heard)
        .collect();
    let per_minute = per_minute(heard.len(), speaking);
    let clusters = clusters(&heard, limits);
    Some(FillerRate {
        count: heard.len(),
        possible: fillers.len() - heard.len(),
        per_minute,
        grade: grade(heard.len(), per_minute, !clusters.is_empty(), limits),
        clusters,
    })
}

/// Grades a rate; fewer than three fillers are no habit, however short the time.
#[must_use]
pub fn grade(count: usize, per_minute: f64, crowded: bool, limits: &Limits) -> Grade {
    let rate = per_minute.round();
    if crowded || (count >= LEAST_FOR_A_RATE && rate >= limits.fillers_flag) {
        Grade::Flag
    } else if count >= LEAST_FOR_A_RATE && rate > limits.fillers {
        Grade::Mention
    } else {
        Grade::Quiet
    }
}

/// Stretches in which fillers crowd; those that share a filler are one.
fn clusters(heard: &[&Filler], limits: &Limits) -> Vec<Span> {
    let mut clusters: Vec<Span> = Vec::new();
    let mut last_start = Offset::START;
    for window in heard.windows(limits.cluster.max(2)) {
        let (first, last) = (window[0].span, window[window.len() - 1].span);
        if last.end - first.start > limits.cluster_within {
            continue;
        }
        match clusters.last_mut() {
            Some(cluster) if first.start <= last_start => *cluster = cluster.cover(last),
            _ => clusters.push(first.cover(last)),
        }
        last_start = last.start;
    }
    clusters
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ums(starts_s: &[f64]) -> Vec<Filler> {
        starts_s
            .iter()
            .map(|start| Filler {
                text: "um".to_owned(),
                span: Span::from_seconds(*start, start + 0.3),
                certainty: Certainty::Heard,
            })
            .collect()
    }

    fn graded(starts_s: &[f64], speaking_s: u64) -> Grade {
        let speaking = Duration::from_secs(speaking_s);
        measure(&ums(starts_s), speaking, &Limits::default())
            .unwrap()
            .grade
    }

    #[test]
    fn the_rate_decides_from_the_third_filler_on() {
        assert_eq!(graded(&[1.0, 6.0], 8), Grade::Quiet);
        assert_eq!(graded(&[0.0, 12.0, 24.0, 36.0, 48.0], 60), Grade::Quiet);
        assert_eq!(
            graded(&[0.0, 11.0, 22.0, 33.0, 44.0, 55.0], 60),
            Grade::Mention
        );
    }

    #[test]
    fn three_in_ten_seconds_are_a_cluster() {
        let limits = Limits::default();
        let minute = Duration::from_secs(60);
        let close = measure(&ums(&[1.0, 5.0, 10.6]), minute, &limits).unwrap();
        assert_eq!(close.clusters, [Span::from_seconds(1.0, 10.9)]);
        assert_eq!(close.grade, Grade::Flag);
        let apart = measure(&ums(&[1.0, 5.0, 10.8]), minute, &limits).unwrap();
        assert_eq!(apart.clusters, []);
    }

    #[test]
    fn clusters_that_share_a_filler_are_one() {
        let found = measure(
            &ums(&[1.0, 5.0, 9.0, 13.0, 40.0, 42.0, 44.0]),
            Duration::from_secs(60),
            &Limits::default(),
        )
        .unwrap();
        assert_eq!(
            found.clusters,
            [
                Span::from_seconds(1.0, 13.3),
                Span::from_seconds(40.0, 44.3)
            ]
        );
    }

    #[test]
    fn a_filler_that_is_only_possible_is_listed_and_not_held_against_the_speaker() {
        let mut all = ums(&[1.0, 2.0, 3.0]);
        for filler in &mut all {
            filler.certainty = Certainty::Possible;
        }
        let found = measure(&all, Duration::from_secs(30), &Limits::default()).unwrap();
        assert_eq!((found.count, found.possible), (0, 3));
        assert_eq!(found.grade, Grade::Quiet);
    }
}
