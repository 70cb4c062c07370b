//! Comma-separated values (RFC 4180) that a spreadsheet opens as they are meant.

use super::text::{ascii, tame};

/// `rows` of cells as lines that end in `end`. A byte order mark comes first where there are signs
/// outside ASCII, without which some spreadsheets take the text for another encoding.
pub fn table(rows: &[Vec<String>], end: &str) -> String {
    let lines: Vec<String> = rows
        .iter()
        .map(|cells| {
            let cells: Vec<String> = cells.iter().map(|value| cell(value)).collect();
            format!("{}{end}", cells.join(","))
        })
        .collect();
    let text = lines.concat();
    if text.is_ascii() {
        text
    } else {
        format!("\u{feff}{text}")
    }
}

/// A cell, quoted where it must be, with plain quotation marks and dashes. What a spreadsheet would take for a formula
/// gets an apostrophe before it; a number does not.
fn cell(value: &str) -> String {
    let value = value.replace(['\n', '\r', '\t'], " ");
    let mut value = ascii(&tame(&value));
    let formula = value
        .trim_start()
        .starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    let number = value.parse::<f64>().is_ok_and(f64::is_finite);
    if formula && !number {
        value.insert(0, '\'');
    }
    if value.contains([',', '"']) {
        format!("\"{}\"", value.replace('"', "\"\""))
    } else {
        value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(cells: &[&str]) -> String {
        let cells = cells.iter().map(|&cell| cell.to_owned()).collect();
        table(&[cells], "\n")
    }

    #[test]
    fn what_would_be_a_formula_is_text() {
        for formula in [
            "=1+1",
            "+1+1",
            "-1+1",
            "@SUM(A1)",
            "\t=1+1",
            " =1+1",
            "＝1+1",
            "\u{200b}=1",
        ] {
            let written = row(&[formula]);
            let written = written.trim_start_matches('\u{feff}');
            assert!(written.starts_with('\''), "{formula:?}: {written}");
        }
        assert_eq!(row(&["-1.5", "+2", "1-2", "a=b"]), "-1.5,+2,1-2,a=b\n");
    }

    #[test]
    fn quotation_marks_are_plain_and_other_letters_are_announced() {
        assert_eq!(row(&["“we” – all"]), "\"\"\"we\"\" - all\"\n");
        assert_eq!(row(&["größe"]), "\u{feff}größe\n");
    }

    #[test]
    fn a_cell_stays_one_cell_on_one_line() {
        assert_eq!(
            row(&["a,b", "c\nd", "e;f\u{1b}[31m"]),
            "\"a,b\",c d,e;f[31m\n"
        );
    }
}
