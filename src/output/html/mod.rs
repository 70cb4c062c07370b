//! A report as one page that a browser opens from the disk: heard, read and looked at without any network.
//!
//! The page is made in two steps. `view.rs` and the files that it names turn a [`Report`] into plain values: texts,
//! percentages, class names. The templates beside this file lay those values out; minijinja escapes every one of
//! them. Style and script are part of the page and named by their hash in its content policy, so nothing else can run
//! in it, whatever a scenario or a transcript may hold.

mod axis;
mod clock;
mod history;
mod of_take;
mod pace;
mod policy;
mod reply;
mod section;
mod sound;
mod timeline;
mod transcript;
mod view;

#[cfg(test)]
pub(crate) mod fixtures;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};

use crate::console::is_unprintable;
use crate::output::report::Report;
use crate::scenario::Scenario;

pub use history::render_history;
pub use of_take::{SoundPlace, TakePage, page_of_take};
pub use sound::{Sound, SoundError};

/// Everything that one page shows.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The take's report.
    pub report: &'a Report,
    /// The story that was told, for its examples and coaching; `None` when its file is gone.
    pub scenario: Option<&'a Scenario>,
    /// What can be heard, one for each recorded section; a section without one is shown without sound.
    pub sounds: &'a [Sound],
}

/// The page could not be laid out: a mistake in a template, never in what the user said.
#[derive(Debug, thiserror::Error)]
#[error("the page could not be laid out; please report this: {0:#}")]
pub struct RenderError(#[from] minijinja::Error);

const STYLE: &str = concat!(include_str!("base.css"), include_str!("page.css"));
const SCRIPT: &str = concat!(
    include_str!("player.js"),
    include_str!("corrections.js"),
    include_str!("page.js"),
);

/// Lays the page out as HTML.
///
/// # Errors
/// When a template does not fit its values.
pub fn render(page: &Page<'_>) -> Result<String, RenderError> {
    let data = policy::json_in_script(&view::script_data(page));
    let parts = context! {
        view => Value::from(Serde(view::View::new(page))),
        policy => policy::content_policy(STYLE, Some(SCRIPT)),
        style => Value::from_safe_string(STYLE.to_owned()),
        script => Value::from_safe_string(SCRIPT.to_owned()),
        data => Value::from_safe_string(data),
    };
    Ok(printable(
        &templates()?.get_template("page.html")?.render(parts)?,
    ))
}

/// `page` without signs that steer a terminal in which somebody looks at its source, or that hide in the text.
fn printable(page: &str) -> String {
    let shown = |sign: &char| matches!(sign, '\n' | '\t') || !is_unprintable(*sign);
    page.chars().filter(shown).collect()
}

fn templates() -> Result<Environment<'static>, minijinja::Error> {
    let mut templates = Environment::new();
    templates.set_auto_escape_callback(|_| AutoEscape::Html);
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_syntax(
        SyntaxConfig::builder()
            .trim_blocks(true)
            .lstrip_blocks(true)
            .build()?,
    );
    for (name, source) in [
        ("page.html", include_str!("page.html")),
        ("icon.html", include_str!("icon.html")),
        ("sprite.html", include_str!("sprite.html")),
        ("timeline.html", include_str!("timeline.html")),
        ("section.html", include_str!("section.html")),
        ("reply.html", include_str!("reply.html")),
        ("speech.html", include_str!("speech.html")),
        ("signals.html", include_str!("signals.html")),
        ("pace.html", include_str!("pace.html")),
        ("history.html", include_str!("history.html")),
    ] {
        templates.add_template(name, source)?;
    }
    Ok(templates)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page_of(report: &Report) -> String {
        let page = Page {
            report,
            scenario: None,
            sounds: &[],
        };
        render(&page).unwrap()
    }

    #[test]
    fn every_answer_becomes_a_page_without_its_scenario_and_without_sound() {
        for name in ["strong", "partial", "weak"] {
            let report = fixtures::report(name);
            let html = page_of(&report);
            for point in &report.next {
                assert!(
                    html.contains("For the next take"),
                    "{name}: {}",
                    point.advice
                );
            }
            assert!(html.ends_with("</html>"), "{name} is whole");
        }
    }

    #[test]
    fn what_was_said_is_text_on_the_page_and_never_markup() {
        let mut report = fixtures::report("strong");
        let evil = "<script>alert('1')</script><img src=x onerror=\"alert(2)\">";
        report.question = evil.to_owned();
        report.take = evil.to_owned();
        report.notes.push(evil.to_owned());
        report.sections[0].transcript[0].text = evil.to_owned();
        report.sections[0].signals[0].say = evil.to_owned();
        report.sections[1].section = evil.to_owned();
        let html = page_of(&report);
        assert!(!html.contains("<script>alert") && !html.contains("<img"));
        assert!(html.contains("&lt;script&gt;alert"));
    }
}
