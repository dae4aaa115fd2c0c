//! Role templates and rules: what is read, what is refused, what is explained.

use super::naive::Tenant;
use super::tenants::{division, entry, person, policy, role, subjects};
use crate::access::answer::{Miss, Side};
use crate::access::{AccessIndex, Answer, Question, Rules, Templates};
use crate::model::{
    Catalogue, DisplayText, HeldGrant, HeldPlace, Holdings, Licence, Permission, SubjectRef, UserId, UserState,
};
use std::sync::Arc;

/// Two people in two divisions; roles 0 to 3; `u0` holds 0 and 1 in `d0`, 2 everywhere, and 0 in `d1`.
fn tenant() -> Tenant {
    Tenant {
        people: (0..2).map(|n| person(n, Some("d0"), UserState::Active)).collect(),
        groups: vec![super::tenants::group(0)],
        roles: (0..4).map(|n| role(n, false, vec![policy("a", "b", &[&format!("x{n}")], false)])).collect(),
        divisions: (0..2).map(division).collect(),
        catalogue: Catalogue { entries: (0..4).map(|n| entry(&format!("a:b:x{n}"), true)).collect() },
        holdings: Holdings {
            subjects: subjects(),
            roles: (0..4).map(|n| format!("r{n}").into()).collect(),
            divisions: ["*", "d0", "d1"].map(Into::into).to_vec(),
            groups: vec!["g0".into()],
            grants: [(0, 0, 1), (0, 1, 1), (0, 2, 0), (0, 0, 2), (5, 3, 1)]
                .map(|(subject, role, division)| HeldGrant { subject, role, division })
                .to_vec(),
            members: vec![HeldPlace { group: 0, member: 1 }],
        },
    }
}

fn index(text: &str) -> Arc<AccessIndex> {
    tenant().index_with(&[], &Templates::parse("t.toml", text).unwrap(), &Rules::default())
}

fn permission(text: &str) -> Permission {
    Permission::parse(text).unwrap()
}

fn user(n: usize) -> SubjectRef {
    SubjectRef::user(&UserId::new(format!("u{n}")))
}

const LAYERS: &str = r#"
[[template]]
name = "Whole"
roles = ["Role 2"]
parents = ["Half", "Half"]

[[template]]
name = "Half"
parents = ["r1", "Role 0"]
"#;

#[test]
fn a_template_explains_a_role_where_all_of_its_roles_are_held() {
    let index = index(LAYERS);
    assert_eq!(index.template_problems(), []);
    let access = index.access_of(&user(0)).unwrap();
    let lines: Vec<String> = access
        .permissions
        .iter()
        .flat_map(|held| &held.paths)
        .map(|path| format!("{} {} {:?}", path.role_name, path.division.name, path.templates))
        .collect();
    let expected = [
        r#"Role 0 Division 0 ["Whole", "Half"]"#,
        r#"Role 0 Division 1 []"#,
        r#"Role 1 Division 0 ["Whole", "Half"]"#,
        // Everywhere the others are not held.
        r#"Role 2 all []"#,
    ];
    assert_eq!(lines, expected);
    let whole = index.access_of_template("Whole").unwrap();
    assert_eq!(whole.permissions.len(), 3);
    assert_eq!(whole.permissions[0].divisions[0].name.as_str(), "all");
    assert_eq!(index.access_of_template("None"), None);
}

#[test]
fn what_does_not_exist_is_told_with_file_and_line_and_explains_nothing() {
    let index = index(
        "[[template]]\nname = \"A\"\nroles = [\"Role 0\",\n  \"Rolle 1\"]\n[[template]]\nname = \"B\"\nparents = [\"A\", \"Z\"]\nroles = [\"Role 2\"]\n",
    );
    let problems: Vec<&str> = index.template_problems().iter().map(DisplayText::as_str).collect();
    let expected = [
        "t.toml:4: template A: there is no role Rolle 1",
        "t.toml:7: template B: there is no role Z and no template of that name",
    ];
    assert_eq!(problems, expected);
    let access = index.access_of(&user(0)).unwrap();
    assert!(access.permissions.iter().flat_map(|held| &held.paths).all(|path| path.templates.is_empty()));
}

#[test]
fn rings_are_told_and_their_templates_work_as_one() {
    let text = "[[template]]\nname = \"A\"\nroles = [\"Role 0\"]\nparents = [\"B\"]\n\n[[template]]\nname = \"B\"\nroles = [\"Role 1\"]\nparents = [\"A\"]\n[[template]]\nname = \"C\"\nparents = [\"C\", \"A\"]\n";
    let index = index(text);
    let problems: Vec<&str> = index.template_problems().iter().map(DisplayText::as_str).collect();
    assert_eq!(
        problems,
        ["t.toml:2: these templates are parents of each other: A, B", "t.toml:11: template C is its own parent"]
    );
    for name in ["A", "B", "C"] {
        assert_eq!(index.access_of_template(name).unwrap().permissions.len(), 2, "{name}");
    }
}

#[test]
fn files_that_cannot_be_used_say_where() {
    for (text, why) in [
        ("[[template]]\nroles = []", "t.toml:1: missing field `name`"),
        ("[[template]]\nname = \"\"", "t.toml:2: a template needs a name"),
        (
            "[[template]]\nname = \"A\"\n[[template]]\nname = \"A\"",
            "t.toml:4: there is a template A already, at t.toml:2",
        ),
        (
            "[[template]]\nname = \"A\"\nparent = []",
            "t.toml:3: unknown field `parent`, expected one of `name`, `roles`, `parents`",
        ),
        ("\n\n[[template", "t.toml:3:"),
    ] {
        let error = Templates::parse("t.toml", text).unwrap_err().to_string();
        assert!(error.starts_with(why), "{error}");
    }
    for (text, why) in [
        ("[[lever]]\nwords = \"\"\npermission = \"a:b\"", "r.toml:3: a:b is not a permission"),
        ("[[duty]]\nname = \"D\"\nbecause = \"\"\nsides = [[\"a:b:c\"]]", "r.toml:2: the duty D needs two sides"),
        ("[[duty]]\nname = \"D\"\nbecause = \"\"\nsides = [[\"a:b:c\"],\n[\"x\"]]", "r.toml:5: x is not a permission"),
    ] {
        let error = Rules::parse("r.toml", text).unwrap_err().to_string();
        assert!(error.starts_with(why), "{error}");
    }
}

#[test]
fn a_template_that_nobody_assigned_is_a_near_miss_and_a_side() {
    let index = index(LAYERS);
    let question = Question::WhyNot { subject: user(1), permission: permission("a:b:x0"), division: None };
    let Ok(Answer::WhyNot(answer)) = index.answer(&question) else { panic!() };
    let kinds: Vec<(Miss, &str)> = answer.misses.iter().map(|miss| (miss.miss, miss.words.as_str())).collect();
    let expected = [
        (Miss::Template, "the template Half would give it; Person 1 does not hold its roles: Role 1, Role 0"),
        (Miss::Template, "the template Whole would give it; Person 1 does not hold its roles: Role 2, Role 1, Role 0"),
        (Miss::Role, "the role Role 0 gives it; Person 1 does not have that role"),
    ];
    assert_eq!(kinds, expected);
    assert_eq!(answer.remedies[0].changes[0].words.as_str(), "give Role 0 (Division 0) to Person 1");
    let sides = Question::Compare(Side::Template("Half".into()), Side::Subject(user(1)));
    let Ok(Answer::Compare(comparison)) = index.answer(&sides) else { panic!() };
    let words: Vec<&str> = comparison.align.iter().map(|change| change.words.as_str()).collect();
    let expected =
        ["give Role 0 (all) to Person 1", "give Role 1 (all) to Person 1", "take Person 1 out of the group Group 0"];
    assert_eq!(words, expected);
    let unknown = index.answer(&Question::Compare(Side::Template("Hals".into()), Side::Subject(user(1))));
    assert_eq!(unknown.unwrap_err().to_string(), "there is no template Hals; the nearest: Half");
}

#[test]
fn what_somebody_typed_is_found_or_answered_with_names_like_it() {
    let index = index(LAYERS);
    assert_eq!(index.permission_named(" A:B:X1 ").unwrap(), permission("a:b:x1"));
    let error = index.permission_named("a:b:y1").unwrap_err().to_string();
    assert_eq!(error, "no permission is called a:b:y1; the nearest: a:b:x1, a:b:x0, a:b:x2");
    assert_eq!(index.division_named("division 1").unwrap().as_str(), "d1");
    assert_eq!(index.division_named("all").unwrap().as_str(), "*");
    assert_eq!(index.role_named("r3").unwrap().as_str(), "r3");
    assert_eq!(index.group_named("Group 0").unwrap().as_str(), "g0");
    assert!(index.role_named("Role").unwrap_err().to_string().starts_with("there is no role Role"));
}

#[test]
fn power_tells_levers_duties_and_what_is_unknown() {
    let rules = r#"
[[lever]]
permission = "a:b:x3"
words = "Everything."
[[lever]]
permission = "no:such:thing"
words = "Nothing."
[[duty]]
name = "Two hands"
because = "It should be."
sides = [["a:b:x0"], ["a:b:x2", "a:c:*"]]
"#;
    let rules = Rules::parse("r.toml", rules).unwrap();
    let index = tenant().index_with(&[], &Templates::default(), &rules);
    let Ok(Answer::Power(power)) = index.answer(&Question::Power) else { panic!() };
    let who: Vec<(&str, usize)> = power.rows.iter().map(|row| (row.subject.name.as_str(), row.paths.len())).collect();
    assert_eq!(who, [("Person 1", 1), ("Group 0", 1)]);
    assert_eq!(power.breaches.len(), 1);
    assert_eq!(power.breaches[0].subject.name.as_str(), "Person 0");
    let roles: Vec<&str> = power.breaches[0].paths.iter().map(|path| path.role_name.as_str()).collect();
    assert_eq!(roles, ["Role 0", "Role 2"]);
    let unknown: Vec<&str> = power.unknown.iter().map(DisplayText::as_str).collect();
    assert_eq!(
        unknown,
        [
            "r.toml:6: lever: the catalogue does not know no:such:thing",
            "r.toml:9: duty Two hands: the catalogue does not know a:c:*"
        ]
    );
    assert_eq!(power.table().rows.len(), 3);
}

#[test]
fn licences_follow_the_permissions_of_roles() {
    let licence = |id: &str, permissions: &[&str]| Licence {
        id: id.into(),
        description: DisplayText::default(),
        permissions: permissions.iter().copied().map(DisplayText::new).collect(),
    };
    let licences = [licence("two", &["a:b:x2", "other:thing:view"]), licence("one", &["a:b:x0", "a:b:x2"])];
    let index = tenant().index_with(&licences, &Templates::default(), &Rules::default());
    let access = index.access_of(&user(0)).unwrap();
    let of_roles: Vec<String> =
        access.roles.iter().map(|role| format!("{} {:?}", role.role_name, role.licences)).collect();
    assert_eq!(of_roles, [r#"Role 0 ["one"]"#, "Role 1 []", r#"Role 2 ["one", "two"]"#]);
    assert_eq!(access.find(&permission("a:b:x2")).unwrap().licences.len(), 2);
    let change = crate::access::answer::Change::DropGrant { subject: user(0), role: "r2".into(), division: "*".into() };
    let Ok(Answer::WhatIf(answer)) = index.answer(&Question::WhatIf(vec![change])) else { panic!() };
    assert_eq!(answer.licences, [("two".into(), 1, 0)]);
    let difference = answer.row(0).unwrap();
    assert_eq!((difference.licences_before.len(), difference.licences_after.len()), (2, 1));
}

#[test]
fn the_shipped_files_can_be_used() {
    let templates = Templates::parse("role-templates.toml", Templates::EXAMPLE).unwrap();
    assert_eq!(templates.names.len(), 3);
    let roles = include_str!("../../../assets/practice/roles.toml");
    for (name, place) in templates.written.iter().flat_map(|written| &written.roles) {
        assert!(roles.contains(&format!("name = \"{name}\"\n")), "{place}: {name}");
    }
    let rules = Rules::parse("rules.toml", Rules::SHIPPED).unwrap();
    let catalogue = include_str!("../../../assets/practice/permissions.txt");
    let known = |permission: &Permission| {
        catalogue.lines().map(|line| line.split(' ').collect::<Vec<_>>()).any(|words| {
            words[0] == permission.domain.as_str()
                && words[1] == permission.entity.as_str()
                && words[3].split(',').any(|action| action == permission.action.as_str())
        })
    };
    let levers = rules.levers.iter().map(|lever| &lever.permission);
    for permission in levers.chain(rules.duties.iter().flat_map(|duty| duty.sides.iter().flatten())) {
        assert!(known(permission), "{permission}");
    }
}
