//! What steps are called, of every job.

/// Every kind of step, by its stable name. A file of roles has many steps of two kinds, which are numbered.
const KINDS: [&str; 23] = [
    "add",
    "conversations",
    "create",
    "delete",
    "division",
    "employee-number",
    "external-id",
    "grants",
    "groups",
    "history",
    "invitation",
    "manager",
    "members",
    "password",
    "queue-status",
    "queues",
    "read-back",
    "remove",
    "skills",
    "state",
    "stations",
    "tokens",
    "utilization",
];

/// The kind of the step of this name, without its number; none when no job of this version makes such a step.
pub fn step_kind(name: &str) -> Option<&'static str> {
    let kind = match name.rsplit_once('-') {
        Some((kind, number)) if number.bytes().all(|b| b.is_ascii_digit()) => kind,
        _ => name,
    };
    KINDS.into_iter().find(|known| *known == kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_no_part_of_the_kind_and_a_stranger_has_none() {
        assert_eq!(step_kind("add-17"), Some("add"));
        assert_eq!(step_kind("queue-status"), Some("queue-status"));
        assert_eq!((step_kind("ann@acme.example"), step_kind(""), step_kind("17")), (None, None, None));
    }
}
