//! `lanyard webhook`: signs and sends an event as an HR system does.

use crate::cli::args::{Event, Signer, Webhook};
use crate::cli::{Answer, Kind, Trouble};
use crate::config::Settings;
use crate::intake::{self, IntakeError, Sent, Signed, SignedBy};
use crate::model::Timestamp;
use serde_json::{Map, Value, json};
use url::Url;
use uuid::Uuid;

/// What a receiver answers when it has kept an event.
const KEPT: u16 = 202;

/// Signs, and sends where that is asked for. `read` gives the bytes of a file, or of standard input.
///
/// # Errors
/// There is no such sender, its secret cannot be read, or nobody answers.
pub(crate) async fn run(
    args: &Webhook,
    settings: &Settings,
    read: impl Fn(&str) -> std::io::Result<String>,
) -> Result<Answer, Trouble> {
    let now = Timestamp::now();
    match args {
        Webhook::Sign { file, by, send } => {
            let signer = SignedBy::find(settings, by.sender.as_deref())?;
            let body = read(file).map_err(|error| unreadable(file, &error))?;
            let id = message_id(by);
            let signed = signer.sign(body, &id, now);
            match send {
                Some(to) => deliver(to, &signer, &id, &signed).await,
                None => Ok(headers(&signer, &signed)),
            }
        }
        Webhook::Send { to, by, event } => {
            let signer = SignedBy::find(settings, by.sender.as_deref())?;
            let id = message_id(by);
            let signed = signer.sign(document(event, &id, now), &id, now);
            deliver(to, &signer, &id, &signed).await
        }
    }
}

fn message_id(by: &Signer) -> String {
    by.id.clone().unwrap_or_else(|| format!("msg_{}", Uuid::now_v7().simple()))
}

fn unreadable(file: &str, error: &std::io::Error) -> Trouble {
    let text = if error.kind() == std::io::ErrorKind::InvalidData {
        IntakeError::NotText.to_string()
    } else {
        format!("{file} cannot be read: {error}")
    };
    Trouble::new(Kind::Usage, text, "name a file with the JSON of an event, or give it on standard input")
}

fn document(event: &Event, id: &str, now: Timestamp) -> String {
    let mut document = Map::new();
    // Whole seconds: parts of them are no news to anybody.
    let now = Timestamp::from_second(now.as_second()).unwrap_or(now);
    let given = [
        ("event_type", Some(&event.kind)),
        ("event_id", Some(&id.to_owned())),
        ("genesys_user_id", Some(&event.person)),
        ("email", Some(&event.email)),
        ("timestamp", Some(&now.to_string())),
        ("effective_at", event.effective.as_ref()),
        ("reason", event.reason.as_ref()),
        ("ticket", event.ticket.as_ref()),
        ("recipe", event.recipe.as_ref()),
    ]
    .map(|(name, value)| (name, value.cloned()));
    for (name, value) in given {
        document.extend(value.map(|value| (name.to_owned(), Value::String(value))));
    }
    Value::Object(document).to_string()
}

fn headers(signer: &SignedBy, signed: &Signed) -> Answer {
    let lines: String = signed.headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    let map: Map<_, _> = signed.headers.iter().map(|(name, value)| (name.clone(), value.clone().into())).collect();
    Answer::good(json!({ "sender": signer.name(), "headers": map }), lines)
}

async fn deliver(to: &Url, signer: &SignedBy, id: &str, signed: &Signed) -> Result<Answer, Trouble> {
    let Sent { status, location, body } = intake::send(to, signed).await?;
    let answer = serde_json::from_str(body.as_str()).unwrap_or_else(|_| Value::String(body.to_string()));
    let mut text = format!("{status} {body}\n");
    if let Some(location) = &location {
        text.push_str(&format!("  how it stands: GET {location}\n"));
    }
    let refused = (status != KEPT).then(|| {
        let why = answer["detail"].as_str().unwrap_or("it gave no reason").to_owned();
        let remedy = "see the answer; `lanyard config show` tells what the sender signs with";
        Trouble::new(Kind::Failed, format!("the receiver answered {status}: {why}"), remedy)
    });
    let result = json!({
        "sender": signer.name(),
        "message": id,
        "status": status,
        "location": location,
        "answer": answer,
    });
    Ok(Answer::good(result, text).with(refused))
}
