//! Role templates with parents: a hierarchy that an organisation writes down for itself, because the platform's roles
//! are flat.

use crate::model::DisplayText;

/// The templates of a file, checked.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Templates {
    /// Their names, in the order of the file.
    pub names: Vec<DisplayText>,
}
