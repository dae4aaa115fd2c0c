//! `lanyard what-if`.

use crate::access::answer::Difference;
use crate::access::{Answer as Answered, Question};
use crate::cli::args::WhatIf;
use crate::cli::desk::Desk;
use crate::cli::explain::Tabled as _;
use crate::cli::party::Party;
use crate::cli::{Answer, Out, Trouble, changes, explain, shape, text, whole};

/// One row of the answer; those who lose most are told whole.
pub(crate) struct Row {
    /// What changes for them.
    pub(crate) difference: Difference,
    /// Whether it is told what they lose, gain and keep.
    pub(crate) whole: bool,
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
    let all = (0..found.rows.len()).filter_map(|at| found.row(at));
    let rows: Vec<Row> = match &whom {
        Some(whom) => {
            let one = all.filter(|row| row.subject.subject == *whom);
            one.take(1).map(|difference| Row { difference, whole: true }).collect()
        }
        None => all.enumerate().map(|(n, difference)| Row { difference, whole: n < args.details }).collect(),
    };
    let told = explain::Told::by(&whole);
    let for_one = whom.is_some();
    Ok(told.answer(
        out,
        args.form,
        || shape::what_if(&found, &rows),
        || text::what_if(&found, &rows, for_one),
        || found.table(),
    ))
}
