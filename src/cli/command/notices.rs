//! `lanyard notices`.

use crate::backend::{Letter, LetterFilter, LetterState};
use crate::cli::args::{ListNotices, Notices, Replay};
use crate::cli::desk::Desk;
use crate::cli::{Answer, Kind, Out, Trouble, shape, text};
use serde_json::json;

/// How far back a beginning or an end of an id is looked for.
const LOOKED_AT: usize = 10_000;

/// Does what was asked about notices.
pub(crate) async fn run(desk: &dyn Desk, args: &Notices, out: &Out) -> Result<Answer, Trouble> {
    match args {
        Notices::List(args) => list(desk, args, out).await,
        Notices::Show { message } => {
            let message = find(desk, message).await?;
            let page = desk.letter(&message).await?;
            Ok(Answer::good(shape::letter_page(&page), text::letter_page(&page, out.paint)))
        }
        Notices::Replay(args) => replay(desk, args).await,
    }
}

async fn list(desk: &dyn Desk, args: &ListNotices, out: &Out) -> Result<Answer, Trouble> {
    let states = [(args.dead, LetterState::Dead), (args.waiting, LetterState::Waiting), (args.sent, LetterState::Sent)];
    let state = states.into_iter().find_map(|(wanted, state)| wanted.then_some(state));
    let filter = LetterFilter { state, target: args.target.clone(), limit: args.limit };
    let letters = desk.letters(&filter).await?;
    Ok(Answer::good(shape::letters(&letters), text::letters(&letters, out.paint)))
}

async fn replay(desk: &dyn Desk, args: &Replay) -> Result<Answer, Trouble> {
    let message = match &args.message {
        Some(message) => Some(find(desk, message).await?),
        None => None,
    };
    let resent = desk.resend(message.as_deref(), args.target.as_deref()).await?;
    let mut words = match &message {
        Some(message) => format!("{message} is sent again with the same id.\n"),
        None => format!("{} sent again, each with its own id.\n", text::count(resent.letters, "notice")),
    };
    if resent.target_back {
        let target = args.target.as_deref().unwrap_or_default();
        words.push_str(&format!("{target} had said that it is gone (410); it is told again from now on.\n"));
    }
    let result = json!({
        "replayed": resent.letters, "message": message, "target": args.target, "target_back": resent.target_back,
    });
    Ok(Answer::good(result, words))
}

/// The one notice that is meant: by its id, or by a beginning or an end that no other has.
async fn find(desk: &dyn Desk, text: &str) -> Result<String, Trouble> {
    let wanted = text.trim().to_lowercase();
    let all = desk.letters(&LetterFilter { limit: LOOKED_AT, ..LetterFilter::default() }).await?.letters;
    if all.iter().any(|letter| letter.message == wanted) {
        return Ok(wanted);
    }
    let fits = |letter: &&Letter| {
        let hex = letter.message.trim_start_matches("msg_");
        !wanted.is_empty()
            && (letter.message.starts_with(&wanted) || hex.starts_with(&wanted) || hex.ends_with(&wanted))
    };
    match all.iter().filter(fits).collect::<Vec<_>>().as_slice() {
        [one] => Ok(one.message.clone()),
        // It may be older than what was looked at; who has the whole id is believed.
        [] if wanted.len() == 36 => Ok(wanted),
        [] => {
            let text = format!("there is no notice {text}");
            Err(Trouble::new(Kind::NotFound, text, "`lanyard notices list` lists them"))
        }
        many => {
            let text = format!("{} notices begin or end with {text}", many.len());
            Err(Trouble::new(Kind::Ambiguous, text, "give more of the id"))
        }
    }
}
