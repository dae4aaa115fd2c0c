//! Who is marked, to be compared or offboarded together: one set, whichever list they were marked in.

use crate::backend::Hit;
use crate::model::{DisplayText, GroupMember, UserId, UserState};
use crate::tui::app::App;
use crate::tui::pane::Screen;
use crate::tui::widget::text;
use std::collections::HashSet;

/// Somebody who is marked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mark {
    /// Whom.
    pub id: UserId,
    /// Their name.
    pub name: DisplayText,
    /// Their state, where the list told it in which they were marked.
    pub state: Option<UserState>,
}

/// All who are, in the order in which they were marked.
#[derive(Debug, Default)]
pub struct Marks {
    all: Vec<Mark>,
    /// With whom a range began that has not ended.
    range: Option<Mark>,
}

impl From<Hit> for Mark {
    fn from(hit: Hit) -> Self {
        Self { id: hit.person.id, name: hit.person.name, state: Some(hit.person.state) }
    }
}

impl From<&GroupMember> for Mark {
    fn from(member: &GroupMember) -> Self {
        Self { id: member.id.clone(), name: member.name.clone(), state: None }
    }
}

impl Marks {
    /// All of them.
    pub fn as_slice(&self) -> &[Mark] {
        &self.all
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether nobody is marked.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// Whether this person is marked.
    pub fn has(&self, id: &UserId) -> bool {
        self.all.iter().any(|mark| mark.id == *id)
    }

    /// Marks somebody who is not marked yet.
    pub fn push(&mut self, mark: impl Into<Mark>) {
        let mark = mark.into();
        if !self.has(&mark.id) {
            self.all.push(mark);
        }
    }

    /// Marks somebody, or takes the mark away.
    pub fn turn(&mut self, mark: Mark) {
        match self.all.iter().position(|marked| marked.id == mark.id) {
            Some(at) => {
                self.all.remove(at);
            }
            None => self.all.push(mark),
        }
    }

    /// Marks all of them; returns how many were not marked before.
    pub fn add(&mut self, marks: impl IntoIterator<Item = Mark>) -> usize {
        let mut known: HashSet<UserId> = self.all.iter().map(|mark| mark.id.clone()).collect();
        let before = self.all.len();
        self.all.extend(marks.into_iter().filter(|mark| known.insert(mark.id.clone())));
        self.all.len() - before
    }

    /// Marks those of them who are not marked, and takes the marks of the others away.
    pub fn invert(&mut self, marks: impl IntoIterator<Item = Mark>) {
        let known: HashSet<UserId> = self.all.iter().map(|mark| mark.id.clone()).collect();
        let (marked, fresh): (Vec<Mark>, Vec<Mark>) = marks.into_iter().partition(|mark| known.contains(&mark.id));
        self.take(marked.iter().map(|mark| &mark.id));
        self.all.extend(fresh);
    }

    /// Takes the marks of these people away.
    pub fn take<'a>(&mut self, ids: impl IntoIterator<Item = &'a UserId>) {
        let gone: HashSet<&UserId> = ids.into_iter().collect();
        self.all.retain(|mark| !gone.contains(&mark.id));
    }

    /// Marks nobody any more.
    pub fn clear(&mut self) {
        *self = Self::default();
    }

    /// With whom a range began that has not ended.
    pub fn range(&self) -> Option<&Mark> {
        self.range.as_ref()
    }

    /// Begins a range.
    pub fn begin(&mut self, mark: Mark) {
        self.range = Some(mark);
    }

    /// Gives the range up; returns with whom it began.
    pub fn end(&mut self) -> Option<Mark> {
        self.range.take()
    }

    /// How many are marked whom this list does not show.
    pub fn beside<'a>(&self, listed: impl IntoIterator<Item = &'a UserId>) -> usize {
        let marked: HashSet<&UserId> = self.all.iter().map(|mark| &mark.id).collect();
        let shown: HashSet<&UserId> = listed.into_iter().filter(|id| marked.contains(id)).collect();
        marked.len() - shown.len()
    }
}

/// What the footer says of the marks: how many there are, those who are not listed, and a range that has begun.
pub fn modes(app: &App) -> Vec<String> {
    let marks = &app.people.marks;
    let mut modes = Vec::new();
    if let Some(first) = marks.range().filter(|_| app.screen() == Screen::People) {
        modes.push(format!("range from {}: v ends it", text::cut(first.name.as_str(), 20)));
    }
    if marks.is_empty() {
        return modes;
    }
    let listed = app.people.found.data().map_or(&[][..], |found| &found.hits);
    let hidden = match app.screen() {
        Screen::People => marks.beside(listed.iter().map(|hit| &hit.person.id)),
        _ => 0,
    };
    let marked = format!("{} marked", text::count(marks.len()));
    modes.push(match hidden {
        0 => marked,
        hidden => format!("{marked}, {} not shown", text::count(hidden)),
    });
    modes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(id: &str) -> Mark {
        Mark { id: id.into(), name: id.into(), state: None }
    }

    fn ids(marks: &Marks) -> Vec<&str> {
        marks.as_slice().iter().map(|mark| mark.id.as_str()).collect()
    }

    #[test]
    fn nobody_is_marked_twice_and_the_order_is_kept() {
        let mut marks = Marks::default();
        assert_eq!(marks.add(["b", "a", "b"].map(mark)), 2);
        marks.push(mark("a"));
        marks.turn(mark("c"));
        assert_eq!(ids(&marks), ["b", "a", "c"]);
        marks.turn(mark("a"));
        assert_eq!(ids(&marks), ["b", "c"]);
    }

    #[test]
    fn inverting_touches_those_who_are_listed_only() {
        let mut marks = Marks::default();
        marks.add(["elsewhere", "a"].map(mark));
        marks.invert(["a", "b"].map(mark));
        assert_eq!(ids(&marks), ["elsewhere", "b"]);
        assert_eq!(marks.beside(&["b".into(), "c".into()]), 1);
    }
}
