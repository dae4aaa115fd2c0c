//! The first two steps: what it is called, and where it is.

use crate::backend::setup::Region;
use crate::model::setup::{ENVIRONMENT_WORD, PROFILE_NAME, is_environment_word, is_profile_name};
use crate::tui::widget::{Cursor, Narrow, Prompt};

/// Name and word.
#[derive(Debug)]
pub(super) struct NameForm {
    pub(super) profile: Prompt,
    pub(super) environment: Prompt,
    /// 0 for the name, 1 for the word.
    pub(super) at: usize,
    /// Whether each still is what was proposed: the first letter takes its place.
    proposed: [bool; 2],
}

impl Default for NameForm {
    /// What most people have one of.
    fn default() -> Self {
        let mut form = Self { profile: Prompt::open(), environment: Prompt::open(), at: 0, proposed: [true; 2] };
        form.profile.set("production");
        form.environment.set("production");
        form
    }
}

impl NameForm {
    /// What is wrong, and at which field.
    pub(super) fn wrong(&self) -> Option<(usize, String)> {
        if !is_profile_name(self.profile.text().trim()) {
            return Some((0, format!("A name has 1 to {PROFILE_NAME} letters, digits, - and _.")));
        }
        if !is_environment_word(self.environment.text().trim()) {
            return Some((1, format!("The word has 1 to {ENVIRONMENT_WORD} letters, such as test.")));
        }
        None
    }

    /// A text is about to be typed or pasted here.
    pub(super) fn before_text(&mut self) {
        if std::mem::take(&mut self.proposed[self.at.min(1)]) {
            self.field().clear();
        }
    }

    /// The proposal is taken up: it is edited like any other text.
    pub(super) fn before_edit(&mut self) {
        self.proposed[self.at.min(1)] = false;
    }

    pub(super) fn field(&mut self) -> &mut Prompt {
        if self.at == 0 { &mut self.profile } else { &mut self.environment }
    }
}

/// A region, or an address.
#[derive(Debug)]
pub(super) struct PlaceForm {
    pub(super) search: Prompt,
    pub(super) cursor: Cursor,
    regions: &'static [Region],
    judge: fn(&str) -> Result<(), String>,
}

/// A row of the list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Row<'a> {
    Region(Region),
    /// What was typed, taken for an address.
    Own(&'a str),
}

impl PlaceForm {
    pub(super) fn new(regions: &'static [Region], judge: fn(&str) -> Result<(), String>) -> Self {
        Self { search: Prompt::open(), cursor: Cursor::default(), regions, judge }
    }

    /// The regions that hold what was typed; and it itself where it looks like an address.
    pub(super) fn rows(&self) -> Vec<Row<'_>> {
        let typed = self.search.text().trim();
        let narrow = Narrow::new(typed);
        let holds = |region: &&Region| narrow.holds(&format!("{} {} {}", region.name, region.domain, region.place));
        let mut rows: Vec<_> = self.regions.iter().filter(holds).map(|region| Row::Region(*region)).collect();
        if typed.contains(['.', ':']) {
            rows.push(Row::Own(typed));
        }
        rows
    }

    /// What the cursor is on, as settings write it.
    pub(super) fn address(&self) -> String {
        match self.rows().get(self.cursor.at) {
            Some(Row::Region(region)) => region.name.to_owned(),
            Some(Row::Own(text)) => (*text).to_owned(),
            None => String::new(),
        }
    }

    /// Why it cannot be used.
    pub(super) fn wrong(&self) -> Option<String> {
        match self.rows().get(self.cursor.at) {
            None => Some("No region is called so. Type a part of its name, or an address with https://.".to_owned()),
            Some(Row::Region(_)) => None,
            Some(Row::Own(text)) => (self.judge)(text).err().map(|why| format!("This address cannot be used: {why}.")),
        }
    }
}
