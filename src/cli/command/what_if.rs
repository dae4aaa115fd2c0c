//! `lanyard what-if`.

use crate::access::answer::{Difference, Subject};
use crate::access::{Answer as Answered, Question};
use crate::cli::args::WhatIf;
use crate::cli::desk::Desk;
use crate::cli::party::Party;
use crate::cli::{Answer, Out, Trouble, changes, explain, shape, text, whole};

/// One for whom something changes.
pub(crate) struct Row {
    /// Who.
    pub(crate) subject: Subject,
    /// Permissions that are lost in at least one division.
    pub(crate) lost: u32,
    /// Permissions that are gained in at least one division.
    pub(crate) gained: u32,
    /// What is lost, gained and kept; only of those who lose most.
    pub(crate) details: Option<Difference>,
}

/// Shows what changes would do; changes nothing.
pub(crate) async fn run(desk: &dyn Desk, args: &WhatIf, out: &Out) -> Result<Answer, Trouble> {
    let whole = whole::read(desk, args.form, out).await?;
    let changes = changes::read(desk, &whole.index, args).await?;
    let whom = match &args.whom {
        Some(whom) => Some(Party::parse(whom).subject(desk, &whole.index).await?),
        None => None,
    };
    let Answered::WhatIf(found) = whole.index.answer(&Question::WhatIf(changes))? else {
        return Err(explain::another_answer());
    };
    let details = if whom.is_some() { 1 } else { args.details };
    let all = found.rows.iter().enumerate().filter_map(|(at, row)| {
        let subject = found.subject(at)?;
        whom.as_ref().is_none_or(|whom| subject.subject == *whom).then_some((at, row, subject))
    });
    let rows: Vec<Row> = all
        .enumerate()
        .map(|(n, (at, row, subject))| {
            let details = (n < details).then(|| found.row(at)).flatten();
            Row { subject, lost: row.lost, gained: row.gained, details }
        })
        .collect();
    let told = explain::Told::by(&whole);
    let for_one = whom.is_some();
    Ok(told.answer(
        out,
        args.form,
        || shape::what_if(&found, &rows),
        || text::what_if(&found, &rows, for_one),
        || match rows.first().and_then(|row| row.details.as_ref()) {
            Some(difference) if for_one => difference.table(),
            _ => found.table(),
        },
    ))
}
