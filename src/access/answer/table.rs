//! Answers as tables, for copying and for files.

use super::{Comparison, Cut, Difference, Power, Reach, Subject, WhatIf, WhoCan, Why, WhyNot};
use crate::access::{Access, EffectivePermission, Path, ScopedDivision};
use crate::model::{DisplayText, Table, UserState};

impl Access {
    /// Every permission, with where it holds and by which ways; `who` goes into the title.
    pub fn table(&self, who: &DisplayText) -> Table {
        let row = |held: &EffectivePermission| {
            vec![
                held.permission.to_string().into(),
                places(&held.divisions),
                yes(held.only_conditional),
                joined(held.paths.iter().filter_map(|path| path.condition.as_ref())),
                joined(held.licences.iter()),
                ways(&held.paths),
            ]
        };
        Table {
            title: format!("What {who} may do").into(),
            columns: vec!["permission", "divisions", "only-conditional", "conditions", "licences", "via"],
            rows: self.permissions.iter().map(row).collect(),
        }
    }
}

impl Why {
    /// Every path.
    pub fn table(&self) -> Table {
        Table {
            title: format!("Why {} has {}{}", self.subject.name, self.permission, within(self.division.as_ref()))
                .into(),
            columns: PATH.to_vec(),
            rows: self.paths.iter().map(path_cells).collect(),
        }
    }

    /// The changes that would take it away: those to the subject, all of them together, then wider ones.
    pub fn cuts_table(&self) -> Table {
        let row = |kind: &str, cut: &Cut| {
            let paths: Vec<String> = cut.paths.iter().map(|at| (at + 1).to_string()).collect();
            vec![
                kind.into(),
                cut.change.words.clone(),
                paths.join(", ").into(),
                reach_words(&cut.besides),
                cut.others.to_string().into(),
                cut.impossible.clone().unwrap_or_default(),
            ]
        };
        let own = self.cuts.iter().map(|cut| row("needed", cut));
        Table {
            title: format!("What would take {} from {}", self.permission, self.subject.name).into(),
            columns: vec!["kind", "change", "ends-paths", "takes-besides", "others-touched", "impossible"],
            rows: own.chain(self.wider.iter().map(|cut| row("wider", cut))).collect(),
        }
    }
}

impl WhyNot {
    /// The misses, then the remedies.
    pub fn table(&self) -> Table {
        let none = DisplayText::default;
        let misses = self.misses.iter().map(|miss| {
            let condition = miss.path.as_ref().and_then(|path| path.condition.clone()).unwrap_or_default();
            vec!["reason".into(), miss.words.clone(), none(), none(), condition]
        });
        let remedies = self.remedies.iter().map(|remedy| {
            vec![
                "remedy".into(),
                joined(remedy.changes.iter().map(|change| &change.words)),
                reach_words(&remedy.excess),
                joined(remedy.licences.iter()),
                remedy.condition.clone().unwrap_or_default(),
            ]
        });
        Table {
            title: format!("Why {} lacks {}{}", self.subject.name, self.permission, within(self.division.as_ref()))
                .into(),
            columns: vec!["kind", "words", "gives-besides", "licences", "condition"],
            rows: misses.chain(remedies).collect(),
        }
    }
}

impl WhoCan {
    /// Everybody who has it.
    pub fn table(&self) -> Table {
        let rows = (0..self.len()).filter_map(|at| self.row(at)).map(|holder| {
            let mut row = subject_cells(&holder.subject);
            let via = holder.ways.iter().map(|way| format!("{}: {} ({})", way.source, way.role, way.division.name));
            row.extend([
                places(&holder.divisions),
                yes(holder.only_conditional),
                via.collect::<Vec<_>>().join("; ").into(),
            ]);
            row
        });
        Table {
            title: format!("Who has {}{}", self.permission, within(self.division.as_ref())).into(),
            columns: [&SUBJECT[..], &["divisions", "only-conditional", "via"]].concat(),
            rows: rows.collect(),
        }
    }
}

impl WhatIf {
    /// Everybody for whom something changes, with how much.
    pub fn table(&self) -> Table {
        let rows = self.rows.iter().enumerate().filter_map(|(at, row)| {
            let mut cells = subject_cells(&self.subject(at)?);
            cells.extend([row.lost.to_string().into(), row.gained.to_string().into()]);
            Some(cells)
        });
        Table {
            title: format!("What would change: {}", joined(self.changes.iter().map(|change| &change.words))).into(),
            columns: [&SUBJECT[..], &["permissions-lost", "permissions-gained"]].concat(),
            rows: rows.collect(),
        }
    }
}

impl Difference {
    /// What is lost, what is gained, and what survives by which ways.
    pub fn table(&self) -> Table {
        let moved = |kind: &'static str, reach: &Reach| {
            let conditional = yes(reach.conditional);
            vec![kind.into(), reach.permission.to_string().into(), places(&reach.divisions), conditional, "".into()]
        };
        let lost = self.lost.iter().map(|reach| moved("lost", reach));
        let gained = self.gained.iter().map(|reach| moved("gained", reach));
        let survives = self.survives.iter().map(|survivor| {
            let permission = survivor.permission.to_string().into();
            vec!["survives".into(), permission, "".into(), "".into(), ways(&survivor.by)]
        });
        Table {
            title: format!("What would change for {}", self.subject.name).into(),
            columns: vec!["change", "permission", "divisions", "only-conditional", "via"],
            rows: lost.chain(gained).chain(survives).collect(),
        }
    }
}

impl Comparison {
    /// Every permission on both sides.
    pub fn table(&self) -> Table {
        let rows = self.rows.iter().map(|row| {
            let who = match (row.a.is_empty(), row.b.is_empty()) {
                _ if row.is_same() => "both",
                (false, true) => "only a",
                (true, false) => "only b",
                _ => "both, differently",
            };
            let (a, b) = (yes(row.a_conditional), yes(row.b_conditional));
            vec![row.permission.to_string().into(), who.into(), places(&row.a), a, places(&row.b), b]
        });
        Table {
            title: format!("{} (a) and {} (b)", self.a, self.b).into(),
            columns: vec!["permission", "who", "a", "a-only-conditional", "b", "b-only-conditional"],
            rows: rows.collect(),
        }
    }
}

impl Power {
    /// Levers and who has them, then broken duties.
    pub fn table(&self) -> Table {
        let rows = self.rows.iter().map(|row| {
            let mut cells = vec!["lever".into(), row.permission.to_string().into(), row.words.clone()];
            cells.extend(subject_cells(&row.subject));
            cells.extend([yes(row.only_conditional), ways(&row.paths)]);
            cells
        });
        let breaches = self.breaches.iter().map(|breach| {
            let mut cells = vec!["duty".into(), breach.rule.clone(), breach.because.clone()];
            cells.extend(subject_cells(&breach.subject));
            cells.extend([yes(breach.paths.iter().any(|path| path.condition.is_some())), ways(&breach.paths)]);
            cells
        });
        Table {
            title: "Who could widen access, and duties in one hand".into(),
            columns: [&["kind", "what", "words"], &SUBJECT[..], &["only-conditional", "via"]].concat(),
            rows: rows.chain(breaches).collect(),
        }
    }
}

const SUBJECT: [&str; 6] = ["subject-kind", "id", "name", "email", "state", "division"];
const PATH: [&str; 6] = ["source", "role", "templates", "policy", "division", "condition"];

fn subject_cells(subject: &Subject) -> Vec<DisplayText> {
    vec![
        subject.subject.kind.as_str().into(),
        DisplayText::new(&subject.subject.id),
        subject.name.clone(),
        subject.email.clone(),
        subject.state.map_or("", UserState::as_str).into(),
        subject.division.clone(),
    ]
}

fn path_cells(path: &Path) -> Vec<DisplayText> {
    let templates: Vec<&str> = path.templates.iter().map(DisplayText::as_str).collect();
    vec![
        path.source_name.clone(),
        path.role_name.clone(),
        templates.join(" → ").into(),
        path.policy.clone(),
        path.division.name.clone(),
        path.condition.clone().unwrap_or_default(),
    ]
}

/// Each way once: `direct: Supervisor (Claims)`.
fn ways(paths: &[Path]) -> DisplayText {
    let mut ways: Vec<String> = Vec::new();
    for path in paths {
        let way = format!("{}: {} ({})", path.source_name, path.role_name, path.division.name);
        if ways.last() != Some(&way) {
            ways.push(way);
        }
    }
    ways.join("; ").into()
}

fn reach_words(reach: &[Reach]) -> DisplayText {
    let word = |reach: &Reach| format!("{} ({})", reach.permission, places(&reach.divisions));
    reach.iter().map(word).collect::<Vec<_>>().join("; ").into()
}

fn places(divisions: &[ScopedDivision]) -> DisplayText {
    joined(divisions.iter().map(|division| &division.name))
}

fn joined<'a>(texts: impl Iterator<Item = &'a DisplayText>) -> DisplayText {
    texts.map(DisplayText::as_str).collect::<Vec<_>>().join("; ").into()
}

fn within(division: Option<&ScopedDivision>) -> String {
    division.map(|division| format!(" in {}", division.name)).unwrap_or_default()
}

fn yes(is: bool) -> DisplayText {
    if is { "yes" } else { "no" }.into()
}
