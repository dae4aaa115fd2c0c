//! `lanyard setup` with flags: the same as the guided screen, without one.

use super::keep::{Done, Wish, keep};
use crate::backend::setup::{Found, Probed, probe};
use crate::backend::{Check, CheckResult};
use crate::cli::args::Setup;
use crate::cli::text::Columns;
use crate::cli::{Answer, Kind, Out, Trouble, shape};
use crate::config::{Environment, Folders, Secret, SecretLine, Tenant};
use crate::model::setup::{is_client_id, is_environment_word, is_profile_name};
use crate::model::{SecretPlace, Timestamp};
use serde_json::{Value, json};
use std::io::Read as _;

/// A secret is some forty characters; a file that is much longer is another one.
const LONGEST: u64 = 4096;

/// Signs in, looks at the permissions and, where it is confirmed, writes the profile.
///
/// # Errors
/// Something that is needed was not given or cannot be used; nothing was sent.
pub(in crate::cli) async fn run(
    args: &Setup,
    profile: Option<&str>,
    folders: &Folders,
    environment: &Environment,
    out: &Out,
) -> Result<Answer, Trouble> {
    let folder = &folders.config.value;
    let profile = given(profile, "--profile NAME")?;
    if !is_profile_name(profile) {
        let text = "the name of a profile has at most 32 letters, digits, - and _";
        return Err(Trouble::new(Kind::Usage, text, "give another with --profile"));
    }
    if args.environment.as_deref().is_some_and(|word| !is_environment_word(word)) {
        let text = "the environment is a word of at most 16 letters, such as test";
        return Err(Trouble::new(Kind::Usage, text, "give another with --environment"));
    }
    let client_id = given(args.client_id.as_deref(), "--client-id ID")?.trim();
    if !is_client_id(client_id) {
        let text = "the client id has not the form of one, such as 6f0c2f7e-1111-4222-8333-444455556666";
        return Err(Trouble::new(Kind::Usage, text, "copy it from Admin > Integrations > OAuth"));
    }
    let region = given(args.region.as_deref(), "--region REGION")?;
    let secret = secret(args, environment)?;
    let tenant = Tenant::read(region, client_id, secret).map_err(|why| {
        Trouble::new(Kind::Usage, format!("--region cannot be used: {why}"), "give a region or an address")
    })?;
    let jobs = &args.jobs;
    let probed = probe(&tenant, jobs, Timestamp::now(), &mut |_| {}).await;
    let mut result = json!({
        "profile": profile,
        "tenant": tenant.words(),
        "organization": probed.organization,
        "checks": probed.steps.iter().map(shape::check).collect::<Vec<_>>(),
        "permissions": probed.permissions.iter().map(permission).collect::<Vec<_>>(),
        "kept": Value::Null,
    });
    let mut text = lines(&probed, out);
    if let Some(trouble) = trouble(&probed) {
        return Ok(Answer::good(result, text).with(Some(trouble)));
    }
    if !args.yes {
        if !args.check_only {
            text.push_str("Nothing was written; --yes writes the profile.\n");
        }
        return Ok(Answer::good(result, text));
    }
    let place = match &args.store {
        Some(place) => place.clone(),
        None if environment.keyring().look().is_ok() => SecretPlace::Keyring,
        None => SecretPlace::File,
    };
    let wish = Wish {
        profile,
        environment: args.environment.as_deref(),
        tenant: &tenant,
        place: &place,
        replace: args.replace,
    };
    match keep(&wish, folder, environment) {
        Ok(done) => {
            for line in done.written(profile) {
                text.push_str(&format!("{} {line}\n", out.paint.good()));
            }
            for line in done.to_do(profile, environment) {
                text.push_str(&format!("{} {line}\n", out.paint.warning()));
            }
            result["kept"] = kept(&done);
            Ok(Answer::good(result, text))
        }
        Err(trouble) => Ok(Answer::good(result, text).with(Some(trouble))),
    }
}

fn given<'a>(value: Option<&'a str>, flag: &str) -> Result<&'a str, Trouble> {
    value.ok_or_else(|| {
        let remedy = "give it, or start `lanyard setup` alone on a terminal: a screen asks for everything";
        Trouble::new(Kind::Usage, format!("{flag} is missing"), remedy)
    })
}

/// The secret from where it was said to be; never from an argument, which everybody on the machine could read.
fn secret(args: &Setup, environment: &Environment) -> Result<Secret, Trouble> {
    let mut text = String::new();
    let read = match (&args.secret_file, args.secret_stdin, &args.store) {
        (Some(path), ..) => {
            std::fs::File::open(path).and_then(|file| file.take(LONGEST).read_to_string(&mut text)).map(|_| ())
        }
        (None, true, _) => std::io::stdin().take(LONGEST).read_to_string(&mut text).map(|_| ()),
        (None, false, Some(SecretPlace::Variable(name))) => {
            text = environment.get(name).unwrap_or_default();
            Ok(())
        }
        (None, false, _) => {
            let remedy = "give --secret-file FILE or --secret-stdin; a secret is no argument, which others could read";
            return Err(Trouble::new(Kind::Usage, "the OAuth client's secret is missing", remedy));
        }
    };
    if let Err(error) = read {
        let text = format!("the OAuth client's secret cannot be read: {error}");
        return Err(Trouble::new(Kind::Usage, text, "name a file that this account can read"));
    }
    let secret = text.trim();
    if secret.is_empty() || secret.chars().any(char::is_control) {
        let text = "what was given as the secret is empty, or no single line";
        return Err(Trouble::new(Kind::Usage, text, "give the secret alone"));
    }
    Ok(Secret::from(secret))
}

fn lines(probed: &Probed, out: &Out) -> String {
    let mut columns = Columns::default();
    for check in probed.lines() {
        columns.row(sign(&check, out), [check.text.to_string()]);
        if !check.remedy.is_empty() {
            columns.row(" ", [format!("-> {}", check.remedy)]);
        }
    }
    columns.lines(0)
}

fn sign(check: &Check, out: &Out) -> String {
    match check.result {
        CheckResult::Good => out.paint.good(),
        CheckResult::Warning => out.paint.warning(),
        CheckResult::Failed => out.paint.bad(),
        CheckResult::Skipped => out.paint.skipped(),
    }
    .to_string()
}

/// Why nothing is written.
fn trouble(probed: &Probed) -> Option<Trouble> {
    if let Some(failed) = probed.steps.iter().find(|check| check.result == CheckResult::Failed) {
        return Some(Trouble::new(Kind::Credentials, failed.text.as_str(), failed.remedy.as_str()));
    }
    let missing: Vec<_> =
        probed.permissions.iter().filter(|p| p.held == Some(false)).map(|p| p.any.join(" or ")).collect();
    (!missing.is_empty()).then(|| {
        let text = format!("the client lacks {}", missing.join(", "));
        let remedy = "add them to a role of the client (Admin > Integrations > OAuth > Roles), or name fewer --jobs";
        Trouble::new(Kind::Permission, text, remedy)
    })
}

fn permission(found: &Found) -> Value {
    let jobs: Vec<_> = found.jobs.iter().map(|job| job.as_str()).collect();
    json!({ "any": found.any, "held": found.held, "jobs": jobs })
}

fn kept(done: &Done) -> Value {
    let (place, name) = match &done.secret {
        SecretLine::Keyring(name) => ("keyring", name),
        SecretLine::File(name) => ("file", name),
        SecretLine::Variable(name) => ("variable", name),
    };
    json!({
        "config_file": done.kept.file,
        "copy": done.kept.copy,
        "usual": done.kept.usual,
        "secret": { "place": place, "name": name },
    })
}
