//! Questions to the index, one file each.

mod compare;
mod power;
mod what_if;
mod who_can;
mod why;
mod why_not;

use super::ScopedDivision;
use super::answer::Standing;
use super::index::{AccessIndex, EVERYWHERE, Place, Reaches};
use super::question::{Answer, AskError, Question};
use crate::model::{DivisionId, Permission, SubjectRef};
use std::sync::Arc;

impl AccessIndex {
    /// Answers a question.
    ///
    /// # Errors
    /// When something that the question names is not in the directory.
    pub fn answer(self: &Arc<Self>, question: &Question) -> Result<Answer, AskError> {
        Ok(match question {
            Question::Why { subject, permission, division } => {
                Answer::Why(self.why(&self.target(subject, permission, division.as_ref())?)?)
            }
            Question::WhyNot { subject, permission, division } => {
                Answer::WhyNot(self.why_not(&self.target(subject, permission, division.as_ref())?)?)
            }
            Question::WhoCan { permission, division } => {
                let division = division.as_ref().map(|division| self.division_place(division)).transpose()?;
                Answer::WhoCan(self.who_can(self.permission_place(permission)?, division))
            }
            Question::WhatIf(changes) => Answer::WhatIf(self.what_if(changes)?),
            Question::Compare(a, b) => Answer::Compare(self.compare(a, b)?),
            Question::Power => Answer::Power(self.power()),
        })
    }

    fn target(
        &self,
        subject: &SubjectRef,
        permission: &Permission,
        division: Option<&DivisionId>,
    ) -> Result<Target, AskError> {
        Ok(Target {
            subject: self.place_of(subject)?,
            permission: self.permission_place(permission)?,
            division: division.map(|division| self.division_place(division)).transpose()?,
        })
    }

    fn standing(&self, target: &Target) -> Standing {
        match self.reaches_of(target.subject).has(target.permission, target.division) {
            (true, _) => Standing::Has,
            (false, true) => Standing::OnlyConditional,
            (false, false) => Standing::Lacks,
        }
    }

    /// Whether a grant in this division gives the permission where it is asked for.
    fn reaches(&self, granted: u32, permission: usize, asked: Option<u32>) -> bool {
        granted == EVERYWHERE || asked.is_none_or(|asked| asked == granted) || !self.is_aware(permission)
    }

    fn asked_division(&self, target: &Target) -> Option<ScopedDivision> {
        target.division.map(|division| self.division(division).clone())
    }

    fn reaches_by(&self, places: impl Iterator<Item = Place>) -> Reaches {
        Reaches::of(self, places)
    }
}

/// A permission of a subject, somewhere; by numbers.
struct Target {
    subject: u32,
    permission: usize,
    /// None for anywhere.
    division: Option<u32>,
}
