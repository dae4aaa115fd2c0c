//! Every answer is a table whose rows fit its columns.

use super::naive::Tenant;
use super::tenants::{division, entry, group, person, policy, role, subjects};
use crate::access::answer::{Change, Side};
use crate::access::{Answer, MatrixRow, Question, Rules, Templates};
use crate::model::{Catalogue, HeldGrant, HeldPlace, Holdings, Permission, SubjectRef, Table, UserId, UserState};

/// `u0` has role 0 in a division and role 1 through a group; `u1` has nothing.
fn tenant() -> Tenant {
    let mut people: Vec<_> = (0..2).map(|n| person(n, Some("d0"), UserState::Active)).collect();
    people[0].name = "=SUM(A1)".into();
    Tenant {
        people,
        groups: vec![group(0)],
        roles: vec![
            role(0, false, vec![policy("a", "b", &["view"], false)]),
            role(1, false, vec![policy("a", "*", &["view", "edit"], true)]),
        ],
        divisions: vec![division(0)],
        catalogue: Catalogue {
            entries: vec![entry("a:b:view", true), entry("a:b:edit", true), entry("a:c:view", false)],
        },
        holdings: Holdings {
            subjects: subjects(),
            roles: vec!["r0".into(), "r1".into()],
            divisions: vec!["*".into(), "d0".into()],
            groups: vec!["g0".into()],
            grants: vec![
                HeldGrant { subject: 0, role: 0, division: 1 },
                HeldGrant { subject: 5, role: 1, division: 0 },
            ],
            members: vec![HeldPlace { group: 0, member: 0 }],
        },
    }
}

fn csv(table: &Table) -> String {
    for row in &table.rows {
        assert_eq!(row.len(), table.columns.len(), "{}: {row:?}", table.title);
    }
    let named = |column: &&str| column.chars().all(|c| c.is_ascii_lowercase() || c == '-');
    assert!(table.columns.iter().all(named), "{:?}", table.columns);
    let mut to = Vec::new();
    table.csv(&mut to).unwrap();
    String::from_utf8(to).unwrap().replace("\r\n", "\n")
}

#[test]
fn answers_read_as_tables() {
    let rules = "[[lever]]\npermission = \"a:b:edit\"\nwords = \"Edits.\"\n[[duty]]\nname = \"D\"\nbecause = \"So.\"\nsides = [[\"a:b:edit\"], [\"a:b:view\"]]";
    let index = tenant().index_with(&[], &Templates::default(), &Rules::parse("r.toml", rules).unwrap());
    let user = |n: usize| SubjectRef::user(&UserId::new(format!("u{n}")));
    let view = || Permission::parse("a:b:view").unwrap();
    let tables = |question: Question| -> Vec<String> {
        let tables = match index.answer(&question).unwrap() {
            Answer::Why(answer) => vec![answer.table(), answer.cuts_table()],
            Answer::WhyNot(answer) => vec![answer.table()],
            Answer::WhoCan(answer) => vec![answer.table()],
            Answer::WhatIf(answer) => vec![answer.table(), answer.row(0).unwrap().table()],
            Answer::Compare(answer) => vec![answer.table()],
            Answer::Power(answer) => vec![answer.table()],
        };
        tables.iter().map(csv).collect()
    };
    assert_eq!(
        csv(&index.access_of(&user(0)).unwrap().table(&"Jane".into())),
        "permission,divisions,only-conditional,conditions,licences,via\n\
         a:b:edit,all,yes,it is theirs,,Group 0: Role 1 (all)\n\
         a:b:view,all,no,it is theirs,,direct: Role 0 (Division 0); Group 0: Role 1 (all)\n\
         a:c:view,all,yes,it is theirs,,Group 0: Role 1 (all)\n"
    );
    assert_eq!(
        tables(Question::Why { subject: user(0), permission: view(), division: None }),
        [
            "source,role,templates,policy,division,condition\n\
             direct,Role 0,,a:b:view,Division 0,\n\
             Group 0,Role 1,,a:*:view,all,it is theirs\n",
            "kind,change,ends-paths,takes-besides,others-touched,impossible\n\
             needed,take Role 0 (Division 0) from =SUM(A1),1,,0,\n\
             needed,take =SUM(A1) out of the group Group 0,2,a:b:edit (all); a:c:view (all),0,\n\
             wider,take Role 1 (all) from Group 0,2,a:b:edit (all); a:c:view (all),0,\n\
             wider,take a:b:view out of the role Role 0,1,,0,\n\
             wider,take a:b:view out of the role Role 1,2,,0,\n",
        ]
    );
    assert_eq!(
        tables(Question::WhyNot { subject: user(1), permission: view(), division: Some("d0".into()) }),
        ["kind,words,gives-besides,licences,condition\n\
          reason,the group Group 0 gives it under a condition by the role Role 1; Person 1 is not in that group,,,it is theirs\n\
          reason,the role Role 0 gives it; Person 1 does not have that role,,,\n\
          reason,the role Role 1 gives it under a condition; Person 1 does not have that role,,,it is theirs\n\
          remedy,give Role 0 (Division 0) to Person 1,,,\n\
          remedy,give Role 1 (Division 0) to Person 1,a:b:edit (Division 0); a:c:view (all),,it is theirs\n\
          remedy,put Person 1 into the group Group 0,a:b:edit (all); a:b:view (all); a:c:view (all),,it is theirs\n"]
    );
    assert_eq!(
        tables(Question::WhoCan { permission: view(), division: None }),
        ["subject-kind,id,name,email,state,division,divisions,only-conditional,via\n\
          user,u0,'=SUM(A1),p0@example.com,active,Division 0,all,no,direct: Role 0 (Division 0); Group 0: Role 1 (all)\n\
          group,g0,Group 0,,,,all,yes,direct: Role 1 (all)\n"]
    );
    assert_eq!(
        tables(Question::WhatIf(vec![Change::DeleteGroup { group: "g0".into() }])),
        [
            "subject-kind,id,name,email,state,division,permissions-lost,permissions-gained\n\
             user,u0,'=SUM(A1),p0@example.com,active,Division 0,3,0\n\
             group,g0,Group 0,,,,3,0\n",
            "change,permission,divisions,only-conditional,via\n\
             lost,a:b:edit,all,yes,\n\
             lost,a:b:view,all,yes,\n\
             lost,a:c:view,all,yes,\n\
             survives,a:b:view,,,direct: Role 0 (Division 0)\n",
        ]
    );
    assert_eq!(
        tables(Question::Compare(Side::Subject(user(0)), Side::Role("r0".into()))),
        ["permission,who,a,a-only-conditional,b,b-only-conditional\n\
          a:b:edit,only a,all,yes,,no\n\
          a:b:view,both,all,no,all,no\n\
          a:c:view,only a,all,yes,,no\n"]
    );
    assert_eq!(tables(Question::Power)[0].lines().count(), 5);
    let row = index.matrix().next().unwrap();
    assert_eq!(row.cells().len(), MatrixRow::COLUMNS.len());
}
