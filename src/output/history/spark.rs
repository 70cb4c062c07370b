//! Sparklines: a row of values as bars of eight heights, for a terminal.

/// Values that a sparkline shows at most; of more, the latest.
pub const MOST: usize = 40;

const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// `values` as bars from their lowest to their highest; all alike are all of middle height. No value is a gap.
pub fn sparkline(values: &[Option<f64>]) -> String {
    let values = &values[values.len().saturating_sub(MOST)..];
    let known = || values.iter().flatten().copied();
    let (low, high) = (
        known().fold(f64::INFINITY, f64::min),
        known().fold(f64::NEG_INFINITY, f64::max),
    );
    values
        .iter()
        .map(|value| match value {
            None => ' ',
            Some(_) if high - low <= f64::EPSILON => BARS[3],
            Some(value) => {
                let share = (value - low) / (high - low);
                BARS[((share * 7.0).round() as usize).min(7)]
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_and_the_highest_value_have_the_lowest_and_the_highest_bar() {
        assert_eq!(sparkline(&[Some(1.0), Some(3.0), None, Some(2.0)]), "▁█ ▅");
    }

    #[test]
    fn values_that_are_all_alike_do_not_look_like_a_change() {
        assert_eq!(sparkline(&[Some(2.0), Some(2.0)]), "▄▄");
        assert_eq!(sparkline(&[]), "");
    }

    #[test]
    fn of_many_values_the_latest_are_shown() {
        let values: Vec<Option<f64>> = (0..100).map(|value| Some(f64::from(value))).collect();
        let line = sparkline(&values);
        assert_eq!(line.chars().count(), MOST);
        assert!(line.starts_with('▁') && line.ends_with('█'));
    }
}
