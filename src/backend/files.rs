//! Files of rows before they are checked: where they are, how they are made, and what a job takes their headings for.

use super::batch_plans::LEAVERS;
use super::command::FileEdits;
use super::desk::refusal;
use super::event::{FileColumn, FileHead};
use super::jobs::edits;
use crate::model::{DisplayText, Fault, PipelineKind};
use crate::pipelines::provision;
use crate::pipelines::sheet::{self, Columns, Source};
use crate::pipelines::sync_roles;
use std::path::{Path, PathBuf};

/// How many paths a completion tells.
const PATHS: usize = 200;
/// How many rows of a plan of changes a preview shows.
const SAMPLE: usize = 8;

fn columns_of(job: PipelineKind) -> Columns {
    match job {
        PipelineKind::Provision => provision::COLUMNS,
        PipelineKind::SyncRoles => sync_roles::COLUMNS,
        _ => LEAVERS,
    }
}

/// How a file is made and what the job takes its headings for.
pub(super) fn open_file(job: PipelineKind, path: PathBuf, wanted: &FileEdits) -> Result<FileHead, Fault> {
    let (columns, source, edits) = (columns_of(job), Source::File(at_home(&path)), edits(wanted));
    let refused = |e: sheet::Unreadable| refusal(&e.text, e.remedy);
    let mut known: Vec<FileColumn> = columns
        .iter()
        .map(|column| FileColumn { name: column.name, help: column.help, required: column.required })
        .collect();
    known.sort_by_key(|column| !column.required);
    if job == PipelineKind::SyncRoles {
        let file = sync_roles::RoleFile::open(&source, &edits).map_err(refused)?;
        if file.says_modes() {
            // Its columns are what the job calls them, whatever was decided about headings.
            let headings = columns.iter().map(|column| (column.name.into(), Some(column.name))).collect();
            let mut sample = Vec::new();
            let read = file.read(|row, _| {
                if sample.len() < SAMPLE {
                    sample.push(row.cells.iter().map(DisplayText::new).collect());
                }
            });
            let trouble = read.err().map(refused);
            return Ok(FileHead {
                name: file.name().clone(),
                form: file.form(),
                headings,
                columns: known,
                sample,
                trouble,
            });
        }
    }
    let sheet = sheet::open(&source, columns, &edits).map_err(refused)?;
    Ok(FileHead {
        name: sheet.name().clone(),
        form: sheet.form().clone(),
        headings: sheet.headings().to_vec(),
        columns: known,
        sample: sheet.sample().to_vec(),
        trouble: sheet.missing().cloned().map(refused),
    })
}

/// A path that begins with `~/` is one in the home folder.
pub(super) fn at_home(path: &Path) -> PathBuf {
    match path.strip_prefix("~").ok().zip(directories::UserDirs::new()) {
        Some((rest, dirs)) => dirs.home_dir().join(rest),
        None => path.to_path_buf(),
    }
}

/// How a path may go on: folders first, by name.
pub(super) fn paths(text: &str) -> Vec<DisplayText> {
    let whole = at_home(Path::new(text));
    // Not `Path::file_name`, to which `folder/.` ends in the folder.
    let begin = text.rsplit('/').next().unwrap_or_default().to_owned();
    let shown = &text[..text.len() - begin.len()];
    let folder = match shown.is_empty() {
        true => PathBuf::new(),
        false => whole.to_string_lossy().strip_suffix(&begin).map(PathBuf::from).unwrap_or_default(),
    };
    let place = if folder.as_os_str().is_empty() { PathBuf::from(".") } else { folder };
    let mut found: Vec<(bool, String)> = Vec::new();
    for entry in std::fs::read_dir(place).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.starts_with(&begin) || (name.starts_with('.') && !begin.starts_with('.')) {
            continue;
        }
        let folder = entry.path().is_dir();
        found.push((!folder, if folder { format!("{name}/") } else { name }));
    }
    found.sort();
    found.truncate(PATHS);
    found.into_iter().map(|(_, name)| DisplayText::new(format!("{shown}{name}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_go_on_with_folders_first_and_hidden_ones_only_when_asked_for() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["leavers.csv", "lists", ".secret", "left\u{202e}.csv"] {
            if name == "lists" {
                std::fs::create_dir(dir.path().join(name)).unwrap()
            } else {
                std::fs::write(dir.path().join(name), "x").unwrap()
            }
        }
        let base = format!("{}/", dir.path().display());
        let names = |text: String| paths(&text).iter().map(|p| p.as_str().replace(&base, "")).collect::<Vec<_>>();
        assert_eq!(names(base.clone()), ["lists/", "leavers.csv", "left⟨U+202E⟩.csv"]);
        assert_eq!(names(format!("{base}le")), ["leavers.csv", "left⟨U+202E⟩.csv"]);
        assert_eq!(names(format!("{base}.")), [".secret"]);
        assert!(names(format!("{base}nothing/")).is_empty());
    }
}
