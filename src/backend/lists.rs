//! Writing a list, as it is shown, to a file in the data folder.

use super::TableForm;
use super::desk::{Desk, refusal};
use super::trail::new_file;
use crate::model::{Fault, Table};
use std::io::BufWriter;
use std::path::PathBuf;

impl Desk {
    /// Writes the list into a new file in the data folder, readable by its owner only.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub(super) fn export_table(&self, name: &str, table: &Table, form: TableForm) -> Result<PathBuf, Fault> {
        let unwritten = |e: std::io::Error| {
            refusal(format!("the list cannot be written: {e}"), "make the data folder writable, or name another")
        };
        let ending = match form {
            TableForm::Csv => "csv",
            TableForm::Json => "json",
            TableForm::Markdown => "md",
        };
        let stamp = self.now().strftime("%Y-%m-%dT%H%M%SZ").to_string();
        let stem = format!("{}-{stamp}", file_name(name));
        let (path, file) = new_file(&self.data.join("exports"), &stem, ending).map_err(unwritten)?;
        let mut out = BufWriter::new(file);
        let written = match form {
            TableForm::Csv => table.csv(&mut out),
            TableForm::Json => table.json(&mut out),
            TableForm::Markdown => table.markdown(&mut out),
        };
        written.map_err(unwritten)?;
        out.into_inner().map_err(|e| unwritten(e.into_error()))?.sync_all().map_err(unwritten)?;
        Ok(path)
    }
}

/// Letters, digits and hyphens of the name, so that no name leaves its folder.
fn file_name(name: &str) -> String {
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '-' }).take(60).collect();
    match plain.trim_matches('-') {
        "" => "list".to_owned(),
        plain => plain.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_name_stays_in_its_folder() {
        assert_eq!(file_name("who-can-routing"), "who-can-routing");
        assert_eq!(file_name("../../etc/passwd"), "etc-passwd");
        assert_eq!(file_name("·"), "list");
        assert_eq!(file_name(&"x".repeat(300)).len(), 60);
    }
}
