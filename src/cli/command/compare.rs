//! `lanyard compare`.

use crate::access::answer::Comparison;
use crate::access::{Answer as Found, Question};
use crate::cli::args::Compare;
use crate::cli::desk::Desk;
use crate::cli::new_file::{new_file, unwritable};
use crate::cli::party::Party;
use crate::cli::{Answer, Out, Trouble, explain, shape, text, whole};
use serde_json::json;
use std::io::Write as _;
use std::path::Path;

/// Shows what two sides have in common and what not; writes the plan that would make the second like the first.
pub(crate) async fn run(desk: &dyn Desk, args: &Compare, out: &Out) -> Result<Answer, Trouble> {
    let whole = whole::read(desk, args.form, out).await?;
    let a = Party::parse(&args.a).side(desk, &whole.index).await?;
    let b = Party::parse(&args.b).side(desk, &whole.index).await?;
    let Found::Compare(found) = whole.index.answer(&Question::Compare(a, b))? else {
        return Err(explain::another_answer());
    };
    let mut told = explain::Told::by(&whole);
    if let Some(path) = &args.plan {
        write_plan(&found, &told, path)?;
        told.notes.push(format!(
            "{} written to {}; `lanyard sync-roles` carries out those of grants",
            text::count(found.align.len(), "change"),
            path.display()
        ));
    }
    Ok(told.answer(out, args.form, || shape::compare(&found), || text::compare(&found), || found.table()))
}

fn write_plan(found: &Comparison, told: &explain::Told, path: &Path) -> Result<(), Trouble> {
    let plan = json!({
        "plan": "align",
        "make": found.b,
        "like": found.a,
        "directory": told.directory(),
        "changes": found.align.iter().map(shape::change).collect::<Vec<_>>(),
        "cannot": found.align_cannot,
    });
    let written = || {
        let mut file = new_file(path)?;
        file.write_all(format!("{plan:#}\n").as_bytes())?;
        file.sync_all()
    };
    written().map_err(|error| unwritable(path, &error))
}
