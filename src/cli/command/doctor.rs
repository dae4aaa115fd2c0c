//! `lanyard doctor`: what is in order and what is not. It works with no configuration and no terminal.

use crate::cli::desk::{Check, CheckResult, Need, Opener};
use crate::cli::text::Columns;
use crate::cli::{Answer, Kind, Out, Terminal, Trouble, shape};
use crate::config::{Environment, Settings};
use serde_json::json;

/// Checks everything, and goes on after what fails.
pub(crate) async fn run(
    settings: Result<&Settings, Trouble>,
    opener: &dyn Opener,
    (terminal, environment): (&Terminal, &Environment),
    out: &Out,
) -> Answer {
    let mut checks =
        vec![check_terminal(terminal), check_colours(terminal, environment), check_clipboard(terminal, environment)];
    match settings {
        Ok(settings) => {
            checks.push(check_settings(settings));
            checks.push(check_data(settings));
            checks.extend(behind(settings, opener).await);
        }
        Err(trouble) => checks.push(failed("settings", &trouble)),
    }
    let mut columns = Columns::default();
    for check in &checks {
        let sign = match check.result {
            CheckResult::Good => out.paint.good(),
            CheckResult::Warning => out.paint.warning(),
            CheckResult::Failed => out.paint.bad(),
            CheckResult::Skipped => out.paint.skipped(),
        };
        columns.row(sign, [check.result.as_str().to_owned(), check.name.to_owned(), check.text.to_string()]);
        if !check.remedy.is_empty() {
            columns.row(" ", [String::new(), String::new(), format!("-> {}", check.remedy)]);
        }
    }
    let shapes: Vec<_> = checks.iter().map(shape::check).collect();
    let bad: Vec<_> = checks.iter().filter(|c| c.result == CheckResult::Failed).collect();
    let answer = Answer::good(json!({ "version": env!("CARGO_PKG_VERSION"), "checks": shapes }), columns.lines(0));
    let trouble = bad.first().map(|first| {
        let names: Vec<_> = bad.iter().map(|c| c.name).collect();
        Trouble::new(Kind::Failed, format!("not in order: {}", names.join(", ")), first.remedy.as_str())
    });
    answer.with(trouble)
}

fn check(name: &'static str, result: CheckResult, text: impl AsRef<str>, remedy: &str) -> Check {
    Check { name, result, text: crate::model::DisplayText::new(text), remedy: remedy.into() }
}

fn failed(name: &'static str, trouble: &Trouble) -> Check {
    let fault = &trouble.fault;
    Check { name, result: CheckResult::Failed, text: fault.text.clone(), remedy: fault.remedy.clone() }
}

fn check_terminal(terminal: &Terminal) -> Check {
    let kind = if terminal.kind.is_empty() { "TERM is not set" } else { &terminal.kind };
    let colour = if terminal.colour() { "colour" } else { "no colour" };
    match terminal.wants_lines(false) {
        None => check("terminal", CheckResult::Good, format!("{kind}, {colour}"), ""),
        Some(why) => {
            let text = format!("{why}: `lanyard` is a conversation in lines here");
            check("terminal", CheckResult::Warning, text, "for the full screen, run it in a terminal")
        }
    }
}

/// How many colours the terminal shows, by what the environment says of it.
fn check_colours(terminal: &Terminal, environment: &Environment) -> Check {
    if environment.get("NO_COLOR").is_some() {
        let remedy = "`--theme` overrules NO_COLOR for the console";
        return check("colours", CheckResult::Good, "none: NO_COLOR is set, and everything is told in words", remedy);
    }
    let known = |name: &str| matches!(environment.get(name).as_deref(), Some("truecolor" | "24bit"));
    let words = match terminal.kind.as_str() {
        _ if known("COLORTERM") => "every colour (COLORTERM)",
        kind if kind.contains("256color") => "256 colours (TERM)",
        "" | "dumb" => "none (TERM)",
        _ => "the terminal's own sixteen",
    };
    check("colours", CheckResult::Good, words, "")
}

/// By which way a copy gets to the operator's clipboard.
fn check_clipboard(terminal: &Terminal, environment: &Environment) -> Check {
    let way = "by the terminal itself (OSC 52); what it does not take goes to a file in the data folder";
    match (terminal.wants_lines(false), environment.get("TMUX")) {
        (Some(_), _) => check("clipboard", CheckResult::Skipped, "no full screen here, so nothing is copied", ""),
        (None, None) => check("clipboard", CheckResult::Good, way, ""),
        (None, Some(_)) => check(
            "clipboard",
            CheckResult::Good,
            format!("{way}; here through tmux"),
            "if nothing arrives: `set -g set-clipboard on` and `set -g allow-passthrough on` in tmux.conf",
        ),
    }
}

fn check_settings(settings: &Settings) -> Check {
    let file = settings.folders.config.value.join(crate::config::CONFIG_FILE);
    let found = if settings.file_found {
        format!("{} is in order", file.display())
    } else {
        format!("there is no {}", file.display())
    };
    let profile =
        settings.profile.as_ref().map(|p| format!(", profile {} ({})", p.value, p.origin)).unwrap_or_default();
    if settings.warnings.is_empty() {
        return check("settings", CheckResult::Good, found + &profile, "");
    }
    check(
        "settings",
        CheckResult::Warning,
        settings.warnings.join("; "),
        "`lanyard config show` tells where each comes from",
    )
}

fn check_data(settings: &Settings) -> Check {
    let data = &settings.folders.data.value;
    if let Err(error) = settings.folders.make_data() {
        return failed("data folder", &error.into());
    }
    if open_to_others(data) {
        let remedy = format!("chmod 700 {}", data.display());
        let text = format!("others can look into {}", data.display());
        return check("data folder", CheckResult::Warning, text, &remedy);
    }
    check("data folder", CheckResult::Good, data.display().to_string(), "")
}

#[cfg(unix)]
fn open_to_others(path: &std::path::Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|facts| facts.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn open_to_others(_: &std::path::Path) -> bool {
    false
}

/// What only the backend can check; without credentials at least the journal.
async fn behind(settings: &Settings, opener: &dyn Opener) -> Vec<Check> {
    let mut checks = Vec::new();
    let need = match settings.tenant() {
        Ok(tenant) => {
            let text = format!("{}, client {}", settings.tenant_words().unwrap_or_default(), tenant.client_id);
            checks.push(check("credentials", CheckResult::Good, text, ""));
            Need::Tenant
        }
        Err(error) => {
            checks.push(failed("credentials", &error.into()));
            checks.push(check("tenant", CheckResult::Skipped, "not asked: credentials are not complete", ""));
            Need::Record
        }
    };
    match opener.open(settings, need).await {
        Ok(desk) => {
            if need == Need::Tenant {
                checks.extend(desk.checks(&settings.recipe.value).await);
            } else {
                checks.push(check("journal", CheckResult::Good, "can be opened", ""));
            }
            desk.close().await;
        }
        Err(trouble) => {
            let name = match trouble.kind {
                Kind::Store => "journal",
                // What the settings name, such as a recipe or the template of a notice, cannot be used.
                Kind::Config => "settings",
                _ => "tenant",
            };
            checks.push(failed(name, &trouble));
        }
    }
    checks
}
