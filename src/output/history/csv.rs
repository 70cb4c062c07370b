//! All takes as comma-separated values: one line a take, for spreadsheets and scripts (RFC 4180, lines end in LF).

use std::time::Duration;

use crate::output::csv;
use crate::take::{Mode, TakeState, TakeSummary};

const COLUMNS: &str = "take,scenario,level,principle,mode,state,begun,model,duration_s,target_s,ceiling_s,\
    reviewed,signals_said,signals,words,wpm,fillers,fillers_per_minute,red_flags,corrections,spoken_s,notes";

/// `takes`, a line of column names first. Times are seconds; what is not known is empty.
#[must_use]
pub fn csv(takes: &[TakeSummary]) -> String {
    let mut rows = vec![COLUMNS.split(',').map(str::to_owned).collect()];
    for take in takes {
        let measured = |value: String| if take.reviewed { value } else { String::new() };
        rows.push(vec![
            take.id.clone(),
            take.scenario.clone(),
            take.level.clone(),
            take.principle.clone(),
            mode(take.mode).to_owned(),
            state(take.state).to_owned(),
            take.begun.iso(),
            take.model.clone(),
            seconds(take.duration),
            seconds(take.target),
            take.ceiling.map(seconds).unwrap_or_default(),
            take.reviewed.to_string(),
            measured(take.said.to_string()),
            measured(take.all.to_string()),
            measured(take.words.to_string()),
            measured(format!("{:.1}", take.wpm)),
            measured(take.fillers.to_string()),
            measured(format!("{:.2}", take.fillers_per_minute())),
            measured(take.red_flags.to_string()),
            take.corrections.to_string(),
            measured(seconds(take.spoken)),
            take.notes.to_string(),
        ]);
    }
    csv::table(&rows, "\n")
}

fn seconds(length: Duration) -> String {
    format!("{:.3}", length.as_secs_f64())
}

fn mode(mode: Mode) -> &'static str {
    match mode {
        Mode::Practice => "practice",
        Mode::Mock => "mock",
        Mode::FollowUps => "follow_ups",
    }
}

fn state(state: TakeState) -> &'static str {
    match state {
        TakeState::Open => "open",
        TakeState::Finished => "finished",
        TakeState::Interrupted => "interrupted",
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::takes;
    use super::*;

    fn lines(takes: &[TakeSummary]) -> Vec<String> {
        csv(takes).lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_take_is_a_line_under_its_columns() {
        let lines = lines(&takes());
        assert_eq!(lines.len(), 7);
        let columns = lines[0].split(',').count();
        assert!(lines.iter().all(|line| line.split(',').count() == columns));
        assert_eq!(
            lines[1],
            "2026-11-01T2104-webhook-drop,webhook-drop,sde2,bias-for-action,practice,finished,\
             2026-11-01T21:04:00+01:00,base-q8_0,142.000,175.000,,true,1,3,120,121.0,2,0.85,0,0,142.000,0"
        );
    }

    #[test]
    fn what_was_never_measured_is_empty_and_not_zero() {
        let line = &lines(&takes())[4];
        assert!(
            line.contains("slow-checkout") && line.ends_with(",false,,,,,,,,0,,0"),
            "{line}"
        );
    }

    #[test]
    fn a_name_with_a_comma_or_a_quotation_mark_stays_one_field() {
        let mut take = takes().remove(0);
        take.model = "my \"own\", big".to_owned();
        assert!(lines(&[take])[1].contains(",\"my \"\"own\"\", big\",142.000"));
    }
}
