//! `lanyard access`.

use super::people;
use crate::access::{Access, AccessIndex, Answer as Found, Question, role_access};
use crate::backend::PersonCard;
use crate::cli::args::{Access as Args, Form};
use crate::cli::desk::Desk;
use crate::cli::explain::{self, Told};
use crate::cli::party::Party;
use crate::cli::view::Wanted;
use crate::cli::{Answer, Kind, Out, Trouble, Who, shape, text, whole};
use crate::model::{DisplayText, DivisionId, SubjectRef, UserId};
use std::sync::Arc;

/// Shows what somebody has and may do, or why, or why not.
pub(crate) async fn run(desk: &dyn Desk, args: &Args, out: &Out) -> Result<Answer, Trouble> {
    let party = Party::parse(&args.who);
    if args.why.is_some() || args.why_not.is_some() {
        return explained(desk, args, &party, out).await;
    }
    match &party {
        Party::Person(who) => of_person(desk, args, who, out).await,
        _ => of_other(desk, args, &party, out).await,
    }
}

/// What a person has: the truth about them, not the directory's image.
async fn of_person(desk: &dyn Desk, args: &Args, who: &Who, out: &Out) -> Result<Answer, Trouble> {
    let id = people::find(desk, who).await?;
    let mut told = Told::default();
    let mut known = None;
    if args.form.refresh {
        let whole = whole::read(desk, args.form, out).await?;
        told = Told::by(&whole);
        known = Some(whole);
    }
    let card = desk.access(&id).await?;
    told.drift = card.drift.clone();
    let division = match &args.division {
        Some(name) => Some(match division_of(&card, name) {
            Some(division) => division,
            // They have nothing there, or there is no such division: only the directory knows which.
            None => {
                let whole = match known {
                    Some(whole) => whole,
                    None => whole::read(desk, args.form, out).await?,
                };
                told = Told::by(&whole).with_drift(told.drift);
                whole.index.division_named(name)?
            }
        }),
        None => None,
    };
    let wanted = Wanted::new(division, args.permission.as_deref());
    let view = wanted.of(&card.access);
    Ok(told.answer(
        out,
        args.form,
        || shape::access(&card, &view),
        || text::access(&card, &view),
        || view.table(&card.seat.person.name),
    ))
}

/// The only division of that name or id in which the person has something.
fn division_of(card: &PersonCard, name: &str) -> Option<DivisionId> {
    let wanted = name.trim();
    if wanted == DivisionId::ALL || wanted.eq_ignore_ascii_case("all") {
        return Some(DivisionId::new(DivisionId::ALL));
    }
    let here = card.access.roles.iter().flat_map(|branch| &branch.divisions);
    let mut found: Vec<_> = here
        .filter(|d| d.id.as_str() == wanted || d.name.as_str().to_lowercase() == wanted.to_lowercase())
        .map(|d| d.id.clone())
        .collect();
    found.sort();
    found.dedup();
    (found.len() == 1).then(|| found.remove(0))
}

/// What a group, a client, a role or a template gives.
async fn of_other(desk: &dyn Desk, args: &Args, party: &Party, out: &Out) -> Result<Answer, Trouble> {
    let whole = whole::read(desk, args.form, out).await?;
    let (name, access) = holder(desk, &whole.index, party).await?;
    let division = explain::division(&whole.index, args.division.as_deref())?;
    let wanted = Wanted::new(division, args.permission.as_deref());
    let view = wanted.of(&access);
    Ok(Told::by(&whole).answer(
        out,
        args.form,
        || shape::access_of_other(&name, &access, &view),
        || text::access_of_other(&name, &access, &view),
        || view.table(&name),
    ))
}

async fn holder(desk: &dyn Desk, index: &AccessIndex, party: &Party) -> Result<(DisplayText, Access), Trouble> {
    let name = DisplayText::new(party.to_string());
    let access = match party {
        Party::Role(role) => role_access(&index.role_named(role)?, index.book()),
        Party::Template(template) => index.access_of_template(template),
        _ => index.access_of(&party.subject(desk, index).await?),
    };
    match access {
        Some(access) => Ok((name, access)),
        None => {
            let text = format!("the directory has no {name}");
            Err(Trouble::new(
                Kind::NotFound,
                text,
                "check the name or id; if it is new, --refresh reads the directory anew",
            ))
        }
    }
}

/// Why, or why not.
async fn explained(desk: &dyn Desk, args: &Args, party: &Party, out: &Out) -> Result<Answer, Trouble> {
    let mut whole = whole::read(desk, args.form, out).await?;
    let subject = party.subject(desk, &whole.index).await?;
    let mut drift = Vec::new();
    if let Party::Person(_) = party {
        // The truth about this one is taken over into the directory before it answers.
        drift = desk.access(&UserId::new(subject.id.clone())).await?.drift;
        if !drift.is_empty() {
            whole = whole::read(desk, Form { refresh: false, ..args.form }, out).await?;
        }
    }
    let told = Told::by(&whole).with_drift(drift);
    let division = explain::division(&whole.index, args.division.as_deref())?;
    match answer(&whole.index, args, subject, division)? {
        Found::Why(why) => {
            Ok(told.answer(out, args.form, || shape::why(&why), || text::why(&why, out.paint), || why.table()))
        }
        Found::WhyNot(why_not) => Ok(told.answer(
            out,
            args.form,
            || shape::why_not(&why_not),
            || text::why_not(&why_not, out.paint),
            || why_not.table(),
        )),
        _ => Err(explain::another_answer()),
    }
}

fn answer(
    index: &Arc<AccessIndex>,
    args: &Args,
    subject: SubjectRef,
    division: Option<DivisionId>,
) -> Result<Found, Trouble> {
    let question = match (&args.why, &args.why_not) {
        (Some(name), _) => Question::Why { subject, permission: index.permission_named(name)?, division },
        (None, name) => {
            let name = name.as_deref().unwrap_or_default();
            Question::WhyNot { subject, permission: index.permission_named(name)?, division }
        }
    };
    Ok(index.answer(&question)?)
}
