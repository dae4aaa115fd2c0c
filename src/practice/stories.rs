//! The named people of the practice tenant, each with something that an offboarding has to mind. They are in every
//! tenant, whatever its seed and size, at the end of the list of people; `assets/practice/stories.md` tells about them.

/// A named person and what is special about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Story {
    /// A short word for the story.
    pub key: &'static str,
    /// The person's full name.
    pub name: &'static str,
    /// The person's e-mail address, by which the story is found in any tenant.
    pub email: &'static str,
    /// What is special.
    pub what: &'static str,
}

macro_rules! stories {
    ($($(#[$doc:meta])* $constant:ident: $key:literal, $name:expr, $email:literal, $what:literal;)+) => {
        $($(#[$doc])* pub const $constant: Story = Story { key: $key, name: $name, email: $email, what: $what };)+
        /// All stories, in the order of their rows.
        pub const STORIES: &[Story] = &[$($constant),+];
    };
}

stories! {
    /// On three open calls, in more queues than anybody else.
    ON_CALLS: "on_calls", "Marta Quell", "marta.quell@acme.example",
        "agent on open calls in three queues; member of more queues than anybody else";
    /// All roles but none of her own.
    GROUP_ROLES: "group_roles", "Ingrid Solheim", "ingrid.solheim@acme.example",
        "has no role of her own: every role comes through a group";
    /// The only active Master Admin.
    LAST_ADMIN: "last_admin", "Desmond Okafor", "desmond.okafor@acme.example",
        "the last active holder of the role Master Admin";
    /// Owner of groups, manager of people.
    OWNER: "owner", "Beatrix Vandermeer", "beatrix.vandermeer@acme.example",
        "owns two groups, one of them alone, and has people who report to her";
    /// Inactive already.
    INACTIVE: "inactive", "Paolo Verdi", "paolo.verdi@acme.example",
        "already inactive; still in a group and a queue";
    /// Deleted already.
    DELETED: "deleted", "Gwen Ashdown", "gwen.ashdown@acme.example",
        "already deleted; found with state=deleted only, can be restored";
    /// Kept by an identity system through SCIM.
    SCIM_MANAGED: "scim_managed", "Tomasz Zieliński", "tomasz.zielinski@acme.example",
        "under SCIM management: has an external id of the SCIM authority";
    /// Member of the protected group.
    PROTECTED: "protected", "Eleanor Pike", "eleanor.pike@acme.example",
        "member of the group 'Executives – protected'";
    /// A name that tries to rewrite the screen.
    HOSTILE_NAME: "hostile_name", "Ann\u{202e}nosaJ \u{1b}[31mRed\u{1b}[0m\u{200b}", "ann.override@acme.example",
        "a name with a bidi override, escape sequences and an invisible character";
    /// A name in Chinese characters.
    CJK_NAME: "cjk_name", "欧阳静怡", "jingyi.ouyang@acme.example", "a name in wide characters";
    /// A name of forty cells.
    LONG_NAME: "long_name", "Maximiliane-Theodora von Hohenzollern-Ro", "maximiliane.hohenzollern@acme.example",
        "a name exactly forty cells wide";
    /// The first of two with the same name.
    TWIN_ONE: "twin_one", "Alex Morgan", "alex.morgan@acme.example", "one of two people with the same name";
    /// The second of two with the same name.
    TWIN_TWO: "twin_two", "Alex Morgan", "alex.morgan2@acme.example", "the other of two people with the same name";
    /// Nothing but an account.
    NOTHING: "nothing", "Nils Leermann", "nils.leermann@acme.example",
        "has no roles, groups, queues, skills, manager, phone, tokens or history";
    /// Signs in on the sign-in page.
    OPERATOR: "operator", "Robin Castellan", "robin.castellan@acme.example",
        "helpdesk operator: whom the sign-in page signs in";
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn the_long_name_is_forty_cells() {
        assert_eq!(LONG_NAME.name.width(), 40);
    }

    #[test]
    fn keys_and_addresses_are_unique() {
        for (n, story) in STORIES.iter().enumerate() {
            assert!(STORIES[n + 1..].iter().all(|other| other.key != story.key && other.email != story.email));
        }
    }
}
