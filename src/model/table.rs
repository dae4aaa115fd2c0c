//! A list as it is shown, ready to be copied or written out.

use super::DisplayText;

/// Rows under headings; every row has as many cells as there are columns.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Table {
    /// What it shows, in one line.
    pub title: DisplayText,
    /// The headings: lower-case words joined by hyphens, because they are the names of JSON fields as well.
    pub columns: Vec<&'static str>,
    /// The rows, as shown: filtered and in this order.
    pub rows: Vec<Vec<DisplayText>>,
}
