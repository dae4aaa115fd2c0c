//! On whom one learns.

use super::World;
use super::person::State;

impl World {
    /// Whether an offboarding of this person shows something of every kind, and nothing stands in its way: any keyboard
    /// types the name, nobody else has it, they hold roles of their own and by a group, and own nothing.
    pub fn is_easy(&self, row: u32) -> bool {
        let person = &self.people[row as usize];
        let groups = || person.groups.iter().map(|group| &self.groups[*group as usize]);
        let typed = person.name.chars().all(|c| c.is_ascii_alphabetic() || c == ' ');
        person.state == State::Active
            && typed
            && self.people.iter().filter(|other| other.name == person.name).count() == 1
            && person.grants.len() > 1
            && groups().any(|group| !group.grants.is_empty())
            && !person.queues.is_empty()
            && !person.skills.is_empty()
            && !self.groups.iter().any(|group| group.owners.contains(&row))
    }
}

#[cfg(test)]
mod tests {
    use crate::practice::testing::options;
    use crate::practice::{Practice, PracticeOptions, stories};

    #[test]
    fn there_is_somebody_to_learn_on_in_every_tenant() {
        for (seed, people) in [(1, 10), (1, 1200), (7, 300)] {
            let practice = Practice::new(PracticeOptions { seed, people, ..options() }).unwrap();
            assert_eq!(practice.to_learn_on().map(|story| story.key), Some(stories::ON_CALLS.key), "{seed} {people}");
        }
    }
}
