//! Access and its questions.

use super::desk::FakeDesk;
use super::sample::{self, JANE, TOM};
use super::*;

fn desk(change: impl FnOnce(&mut FakeDesk)) -> Arc<FakeDesk> {
    let mut desk = FakeDesk::default();
    change(&mut desk);
    Arc::new(desk)
}

fn reads(desk: &FakeDesk) -> Vec<String> {
    desk.asked().into_iter().filter(|asked| asked.starts_with("whole")).collect()
}

#[tokio::test]
async fn access_shows_roles_and_filtered_permissions() {
    let desk = desk(|_| {});
    let came = ask(&desk, "access jane.doe@acme.example --permission QUEUE").await;
    let expected = format!(
        "\
Jane Doe <jane.doe@acme.example>  active
  {JANE}
  Agent, Support, EMEA, manager Ann Smith
  0 queues, 0 groups, 1 role, 2 permissions, 0 licences

Roles
  direct  Agent  EMEA  2 permissions

Permissions (1 of 2)
  routing:queue:view  EMEA  Agent direct
"
    );
    assert_eq!(came.stdout, expected);
    let json = ask(&desk, &format!("access {JANE} --json")).await.json();
    assert_eq!(json["result"]["permissions"][1]["permission"], "routing:skill:view");
    assert_eq!(json["result"]["permissions"][0]["paths"][0]["role"]["name"], "Agent");
    assert_eq!(json["result"]["roles"][0]["divisions"][0]["name"], "EMEA");
}

#[tokio::test]
async fn a_division_of_the_person_is_known_without_reading_everybody() {
    let desk = desk(|_| {});
    for name in ["EMEA", "emea", "d1", "all"] {
        let came = ask(&desk, &format!("access {JANE} --division {name}")).await;
        assert_eq!(came.exit, Exit::Ok, "{}", came.stderr);
        let shown = if name == "all" { "Permissions (0 of 2)" } else { "Permissions (2 of 2)" };
        assert!(came.stdout.contains(shown), "{name}: {}", came.stdout);
    }
    assert!(reads(&desk).is_empty());
    let other = ask(&desk, &format!("access {JANE} --division APAC")).await;
    assert_eq!((other.exit, reads(&desk)), (Exit::Tenant, vec!["whole 1".to_owned()]));
}

#[tokio::test]
async fn drift_is_said_and_a_table_stands_alone() {
    let desk = desk(|desk| desk.drift = vec!["Supervisor (Claims) is granted since".into()]);
    let said = "! the directory was behind: Supervisor (Claims) is granted since\n";
    let words = ask(&desk, &format!("access {JANE}")).await;
    assert!(words.stdout.ends_with(said), "{}", words.stdout);
    let table = ask(&desk, &format!("access {JANE} --csv")).await;
    assert_eq!(table.stderr, said);
    assert!(!table.stdout.contains("behind"));
    let json = ask(&desk, &format!("access {JANE} --json")).await.json();
    assert_eq!(json["result"]["drift"][0], "Supervisor (Claims) is granted since");
    assert!(json["result"]["directory"].is_null(), "only the tenant was asked");
    let both = ask(&desk, &format!("access {JANE} --csv --json")).await;
    assert_eq!(both.json()["error"]["text"], "--csv and --json are two forms of one answer");
    assert_eq!(both.exit, Exit::Usage);
}

#[tokio::test]
async fn reading_everybody_is_told_to_whoever_watches_only() {
    let desk = desk(|_| {});
    let quiet = ask(&desk, "who-can routing:queue:view").await;
    assert_eq!(quiet.exit, Exit::Tenant);
    assert!(!quiet.stderr.contains("reading"), "{}", quiet.stderr);
    let watched = ask(&desk, "who-can routing:queue:view --refresh --plain").await;
    assert!(watched.stderr.starts_with("> reading grants: 3 of 25\n"), "{}", watched.stderr);
    assert_eq!(watched.stdout, "");
    assert_eq!(reads(&desk), ["whole 1", "whole 0"]);
}

/// A desk whose directory has everybody's grants.
fn knowing() -> Arc<FakeDesk> {
    desk(|desk| {
        desk.whole = Some(tenant::whole());
        desk.people.push(sample::person(TOM, "Tom Hale", "tom.hale@acme.example"));
    })
}

/// What it says, without the last line: the directory's age.
async fn words(arguments: &str) -> String {
    let came = ask(&knowing(), arguments).await;
    assert_eq!((came.exit, came.stderr.as_str()), (Exit::Ok, ""), "{arguments}");
    let age = "\n. by the directory of 2027-01-15 08:00:00Z, 10 min 0 s old; --refresh reads it anew\n";
    came.stdout.strip_suffix(age).unwrap_or_else(|| panic!("{}", came.stdout)).to_owned()
}

#[tokio::test]
async fn why_reads_like_a_sentence_then_the_paths() {
    let expected = "\
+ Jane Doe has routing:queue:view (View queue) in all divisions, by 2 paths.

Paths
  1  direct                role Agent  in EMEA           gives routing:queue:view
  2  by group Night shift  role Lead   in all divisions  gives routing:queue:*

To take it away in EMEA
  - take Agent (EMEA) from Jane Doe: ends path 1
  - take Jane Doe out of the group Night shift: ends path 2, takes 4 permissions besides
  all of them together take away 4 permissions besides:
    - quality:survey:view   in all divisions  only under a condition
    - routing:queue:delete  in all divisions
    - routing:queue:join    in all divisions
    - routing:queue:view    in APAC

Changes that touch others as well
  - take Lead (all) from Night shift: ends path 2, takes 4 permissions besides
  - take routing:queue:view out of the role Agent: ends path 1
  - take routing:queue:view out of the role Lead: ends path 2, takes 1 permission besides, 1 other loses something
";
    let here = format!("access {JANE} --why routing:queue:view --division EMEA");
    assert_eq!(words(&here).await, expected);
    let tied = words(&format!("access {JANE} --why QUALITY:survey:view")).await;
    assert!(
        tied.starts_with("! Jane Doe has quality:survey:view (View survey) in all divisions only under a condition")
    );
    assert!(tied.contains("gives quality:survey:view  only if Conversation.queues is Claims\n"), "{tied}");
    let lacks = words(&format!("access {JANE} --why audits:audit:view")).await;
    let expected = "\
x Jane Doe does not have audits:audit:view (View audit) anywhere.
  --why-not audits:audit:view tells what is missing.
";
    assert_eq!(lacks, expected);

    let json = ask(&knowing(), &format!("{here} --json")).await.json();
    let why = &json["result"];
    assert_eq!((&why["standing"], &why["directory"]["age_seconds"]), (&"has".into(), &600.into()));
    assert_eq!(
        (&why["paths"][1]["source_name"], &why["paths"][1]["policy"]),
        (&"Night shift".into(), &"routing:queue:*".into())
    );
    assert_eq!((&why["cuts"][1]["change"]["change"], &why["cuts"][1]["paths"][0]), (&"leave-group".into(), &1.into()));
    let table = ask(&knowing(), &format!("{here} --csv")).await;
    assert_eq!(table.stdout.lines().count(), 3, "{}", table.stdout);
    assert!(table.stderr.contains("by the directory of "), "{}", table.stderr);
}

#[tokio::test]
async fn why_not_names_what_is_missing_and_what_would_grant_it() {
    let expected = "\
x Tom Hale does not have routing:queue:delete (Delete queue) in EMEA.

Because
  - the group Night shift gives it by the role Lead; Tom Hale is not in that group
  - the role Lead gives it; Tom Hale does not have that role

What would grant it, least excess first
  1  give Lead (EMEA) to Tom Hale: gives 3 permissions besides
  2  put Tom Hale into the group Night shift: gives 4 permissions besides

What 1 gives besides
  + quality:survey:view  in EMEA  only under a condition
  + routing:queue:join   in EMEA
  + routing:queue:view   in EMEA
";
    assert_eq!(words(&format!("access {TOM} --why-not routing:queue:delete --division emea")).await, expected);
    let has = words(&format!("access {TOM} --why-not audits:audit:view")).await;
    assert!(has.starts_with("+ Tom Hale does have audits:audit:view (View audit) anywhere.\n  --why "), "{has}");
    let json = ask(&knowing(), &format!("access {TOM} --why-not routing:queue:delete --json")).await.json();
    assert_eq!(json["result"]["misses"][0]["miss"], "group");
    assert_eq!(json["result"]["remedies"][0]["changes"][0]["change"], "add-grant");
}

#[tokio::test]
async fn the_truth_about_somebody_is_taken_over_before_why_is_answered() {
    let desk = knowing();
    let mut desk = Arc::try_unwrap(desk).ok().unwrap();
    desk.drift = vec!["Lead (all) is gone".into()];
    let desk = Arc::new(desk);
    let came = ask(&desk, &format!("access {JANE} --why routing:queue:view")).await;
    assert!(came.stdout.contains("! the directory was behind: Lead (all) is gone\n"), "{}", came.stdout);
    let asked: Vec<_> =
        desk.asked().into_iter().filter(|a| a.starts_with("whole") || a.starts_with("access")).collect();
    assert_eq!(asked, ["whole 1", &format!("access {JANE}"), "whole 1"]);
}

#[tokio::test]
async fn who_can_lists_people_groups_and_clients() {
    let expected = "\
routing:queue:delete (Delete queue) in EMEA: 1 person who can sign in, 0 who cannot, 1 group, 1 client.

  Jane Doe            jane.doe@acme.example  all   Lead (all) by group Night shift
  group Night shift                          all   Lead (all) direct
  OAuth client Robot                         EMEA  Lead (EMEA) direct
";
    assert_eq!(words("who-can routing:queue:delete --division d1").await, expected);
    let json = ask(&knowing(), "who-can routing:queue:delete --division APAC --json").await.json();
    let kinds: Vec<_> = json["result"]["holders"].as_array().unwrap().iter().map(|h| &h["subject"]["kind"]).collect();
    assert_eq!(kinds, ["user", "group"]);
}

#[tokio::test]
async fn a_comparison_tells_what_only_one_has_and_how_to_align() {
    let expected = "\
Jane Doe and Tom Hale: 0 permissions alike, 1 not alike, 3 only with Jane Doe, 1 only with Tom Hale.

Roles
  role     comes                 Jane Doe  Tom Hale
  Agent    direct                EMEA      -
  Auditor  direct                -         APAC
  Lead     by group Night shift  all       -

Only Jane Doe (3)
  quality:survey:view   all, only under a condition
  routing:queue:delete  all
  routing:queue:join    all

Only Tom Hale (1)
  audits:audit:view  all

Both, but not alike (1)
  routing:queue:view  all  APAC

To make Tom Hale like Jane Doe
  - give Agent (EMEA) to Tom Hale
  - put Tom Hale into the group Night shift
  - take Auditor (APAC) from Tom Hale
";
    assert_eq!(words(&format!("compare {JANE} {TOM}")).await, expected);
    let roles = words("compare role:Agent role:Lead").await;
    assert!(!roles.contains("To make"), "{roles}");
}

#[tokio::test]
async fn what_if_tells_what_vanishes_and_what_survives() {
    let expected = "\
If you take Jane Doe out of the group Night shift:
  1 would lose something, 0 would gain something.

Jane Doe <jane.doe@acme.example>
  loses 4 permissions
    - quality:survey:view   in all divisions  only under a condition
    - routing:queue:delete  in all divisions
    - routing:queue:join    in APAC
    - routing:queue:view    in APAC
  keeps 2 permissions by another path
    routing:queue:join
      direct  role Agent  in EMEA  gives routing:queue:join
    routing:queue:view
      direct  role Agent  in EMEA  gives routing:queue:view
";
    assert_eq!(words(&format!("what-if --leave-group {JANE}=Night__shift")).await, expected);
    let nothing = words(&format!("what-if --drop-grant {JANE}=Agent")).await;
    assert!(nothing.contains("nothing would change for anybody"), "{nothing}");
    for (flags, word, exit) in [
        (format!("--drop-grant {JANE}=Lead"), "it comes through a group", Exit::NotFound),
        (format!("--drop-grant {JANE}=Agent@APAC"), "it is granted directly in EMEA", Exit::NotFound),
        (format!("--drop-grant {JANE}=Auditor"), "lists what is granted", Exit::NotFound),
        (format!("--add-grant {JANE}=Agnet@APAC"), "the nearest: Agent", Exit::NotFound),
        (format!("--join-group {JANE}"), "write it as WHO=GROUP", Exit::Usage),
        ("--join-group group:Night__shift=Night__shift".to_owned(), "is not a person", Exit::Usage),
        ("--add-grant role:Lead=Agent".to_owned(), "holds nothing itself", Exit::Usage),
        ("--delete-group Day__shift".to_owned(), "--delete-group 'Day shift': there is no group", Exit::NotFound),
        ("--drop-permission Lead=routing:skill:*".to_owned(), "no permission is covered by", Exit::NotFound),
    ] {
        let came = ask(&knowing(), &format!("what-if {flags}")).await;
        assert_eq!(came.exit, exit, "{flags}: {}", came.stderr);
        assert!(came.stderr.contains(word), "{flags}: {}", came.stderr);
    }
    let all = ask(&knowing(), "what-if --drop-permission Lead=Routing:QUEUE:* --details 1 --json").await.json();
    let rows = all["result"]["rows"].as_array().unwrap();
    assert_eq!((rows.len(), rows[0]["details"].is_null(), rows[1]["details"].is_null()), (3, false, true), "{all}");
}

#[tokio::test]
async fn the_matrix_is_written_in_two_forms_and_filtered() {
    let came = ask(&knowing(), "access-matrix --permission queue:delete --division EMEA").await;
    let lines: Vec<_> = came.stdout.lines().collect();
    assert_eq!(lines[0], "kind,id,name,email,state,permission,divisions,conditional,via");
    assert_eq!(lines.len(), 4, "{}", came.stdout);
    assert!(lines[1].ends_with("routing:queue:delete,all,no,Night shift: Lead"), "{}", lines[1]);
    let came = ask(&knowing(), "access-matrix --json-lines --permission queue:delete --division APAC").await;
    let rows: Vec<serde_json::Value> = came.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((rows.len(), &rows[0]["via"][0]), (2, &"Night shift: Lead".into()), "{rows:?}");
    let one = ask(&knowing(), "access-matrix --json").await;
    assert_eq!(one.exit, Exit::Usage);
}

#[tokio::test]
async fn groups_clients_and_roles_have_access_too() {
    let group = words("access group:Night__shift --permission delete").await;
    assert!(group.contains("Permissions (1 of 4)\n  routing:queue:delete  all  Lead direct\n"), "{group}");
    let client = words(&format!("access client:{} --division APAC", tenant::CLIENT)).await;
    assert!(client.contains("Permissions (0 of 4)"), "{client}");
    let role = words("access role:lead").await;
    assert!(role.contains("direct  Lead  where granted  4 permissions"), "{role}");
    let none = ask(&knowing(), "access template:nobody").await;
    assert_eq!(none.exit, Exit::NotFound);
}
