//! `lanyard who-can`.

use crate::access::{Answer as Found, Question};
use crate::cli::args::WhoCan;
use crate::cli::desk::Desk;
use crate::cli::{Answer, Out, Trouble, explain, shape, text, whole};

/// Shows everybody who has a permission.
pub(crate) async fn run(desk: &dyn Desk, args: &WhoCan, out: &Out) -> Result<Answer, Trouble> {
    let whole = whole::read(desk, args.form, out).await?;
    let permission = whole.index.permission_named(&args.permission)?;
    let division = explain::division(&whole.index, args.division.as_deref())?;
    let question = Question::WhoCan { permission, division };
    let Found::WhoCan(found) = whole.index.answer(&question)? else { return Err(explain::another_answer()) };
    let told = explain::Told::by(&whole);
    Ok(told.answer(out, args.form, || shape::who_can(&found), || text::who_can(&found), || found.table()))
}
