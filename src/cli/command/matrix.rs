//! `lanyard access-matrix`: written while it is made, because it may be larger than memory.

use crate::access::MatrixRow;
use crate::cli::args::Matrix;
use crate::cli::desk::Desk;
use crate::cli::{Answer, Kind, Out, Trouble, explain, shape, whole};
use crate::model::table::csv_row;
use crate::model::{DisplayText, DivisionId};
use serde_json::Value;

/// So much is written at once, in bytes.
const PIECE: usize = 64 * 1024;

/// Writes who may do what where.
///
/// # Errors
/// The directory cannot be read, or there is no such division.
pub(crate) async fn run(desk: &dyn Desk, args: &Matrix, out: &Out) -> Result<Answer, Trouble> {
    if out.json {
        let text = "a matrix is too long for one object";
        return Err(Trouble::new(Kind::Usage, text, "use --json-lines, one object for each row"));
    }
    let whole = whole::read(desk, args.form, out).await?;
    let division = explain::division(&whole.index, args.division.as_deref())?;
    let words = args.permission.as_deref().unwrap_or_default().trim().to_lowercase();
    out.aside(&explain::Told::by(&whole).lines(out));
    let mut piece = Vec::with_capacity(PIECE);
    if !args.json_lines {
        write(&mut piece, MatrixRow::COLUMNS);
    }
    for row in whole.index.matrix().filter(|row| is_wanted(row, division.as_ref(), &words)) {
        if args.json_lines {
            piece.extend_from_slice(shape::matrix_row(&row).to_string().as_bytes());
            piece.push(b'\n');
        } else {
            write(&mut piece, row.cells().each_ref().map(DisplayText::as_str));
        }
        if piece.len() >= PIECE {
            let read = out.pour(&piece);
            piece.clear();
            if !read {
                break;
            }
            // Somebody may have asked to stop.
            tokio::task::yield_now().await;
        }
    }
    Ok(Answer::good(Value::Null, String::from_utf8_lossy(&piece)))
}

fn write(piece: &mut Vec<u8>, cells: [&str; 9]) {
    // Memory takes whatever is written.
    let _ = csv_row(piece, cells);
}

fn is_wanted(row: &MatrixRow, division: Option<&DivisionId>, words: &str) -> bool {
    let there = |wanted: &DivisionId| row.divisions.iter().any(|at| at.id.is_all() || at.id == *wanted);
    division.is_none_or(there) && (words.is_empty() || row.permission.to_string().to_lowercase().contains(words))
}
