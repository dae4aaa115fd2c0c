//! `lanyard power`.

use crate::access::{Answer as Found, Question};
use crate::cli::args::Power;
use crate::cli::desk::Desk;
use crate::cli::{Answer, Out, Trouble, explain, shape, text, whole};

/// Shows who could widen access, and which duties are not separate.
pub(crate) async fn run(desk: &dyn Desk, args: &Power, out: &Out) -> Result<Answer, Trouble> {
    let whole = whole::read(desk, args.form, out).await?;
    let Found::Power(found) = whole.index.answer(&Question::Power)? else { return Err(explain::another_answer()) };
    let told = explain::Told::by(&whole);
    Ok(told.answer(out, args.form, || shape::power(&found), || text::power(&found, out.paint), || found.table()))
}
