use super::super::args::Cli;
use clap::{CommandFactory as _, Parser as _};

fn parse(line: &str) -> Result<Cli, clap::Error> {
    Cli::try_parse_from(std::iter::once("lanyard").chain(line.split_whitespace()))
}

#[test]
fn the_command_line_is_sound() {
    Cli::command().debug_assert();
}

#[test]
fn every_command_parses() {
    for (line, name) in [
        ("", "console"),
        ("--demo", "console"),
        ("--demo --people 100000 --faults storm --rate 600 --seed 7", "console"),
        ("offboard a", "offboard"),
        ("offboard a b --plan --recipe r --json", "offboard"),
        ("offboard --demo a --yes --reason r --ticket t --json", "offboard"),
        ("offboard --from - --yes --reason r --jobs 8", "offboard"),
        ("offboard a --yes --reason r --expect 0123456789ab", "offboard"),
        ("runs list", "runs list"),
        ("man", "man"),
        ("man runs list", "man"),
        ("completions zsh", "completions"),
        ("config schema", "config schema"),
        ("offboard a --yes --reason r --at 2026-12-01T18:00[Europe/Berlin]", "offboard"),
        ("runs list --planned", "runs list"),
        ("runs due", "runs due"),
        ("runs due --watch --json", "runs due"),
        ("runs show x", "runs show"),
        ("runs resume x", "runs resume"),
        ("runs resume --all", "runs resume"),
        ("runs cancel x", "runs cancel"),
        ("runs pause x", "runs pause"),
        ("runs retry x", "runs retry"),
        ("offboard --group g --exactly 7 --result f --yes --reason r --expect 0123456789ab", "offboard"),
        ("batches list --limit 3", "batches list"),
        ("batches show x --result f", "batches show"),
        ("batches resume x --result f", "batches resume"),
        ("batches cancel x", "batches cancel"),
        ("batches pause x", "batches pause"),
        ("batches retry x", "batches retry"),
        ("audit list", "audit list"),
        ("audit list jane refused --run x --limit 0", "audit list"),
        ("audit show 3", "audit show"),
        ("audit verify --data-dir d --config-dir c", "audit verify"),
        ("audit export --format csv --output f", "audit export"),
        ("access a --filter routing:queue", "access"),
        ("access group:x --division d --permission queue --refresh --csv", "access"),
        ("access a --why p --division d", "access"),
        ("access a --why-not p --json", "access"),
        ("who-can p --division d --csv", "who-can"),
        ("compare a role:b --plan f --json", "compare"),
        ("what-if --drop-grant a=r@d --drop-grant b=r --for a --details 3", "what-if"),
        ("what-if --delete-group g --drop-permission r=p --add-permission r=p", "what-if"),
        ("power --csv", "power"),
        ("access-matrix --division d --permission queue --json-lines", "access-matrix"),
        ("practice --people 10 --seed 1 --port 0 --rate 6000 --faults flaky --record f", "practice"),
        ("doctor --recipe r", "doctor"),
        ("setup", "setup"),
        (
            "setup --profile a --region r --client-id i --secret-stdin --jobs offboard,sync-roles --environment w",
            "setup",
        ),
        ("setup --profile a --region r --client-id i --secret-file f --store variable=A_B --yes --replace", "setup"),
        ("setup --profile a --region r --client-id i --secret-file f --store keyring --check-only --json", "setup"),
        ("config show --profile p", "config show"),
        ("config path", "config path"),
        ("config sample", "config sample"),
        ("config check", "config check"),
        ("recipes list", "recipes list"),
        ("recipes show", "recipes show"),
        ("recipes show r --plain", "recipes show"),
        ("recipes show --job provision", "recipes show"),
        ("recipes check", "recipes check"),
        ("recipes check f.toml --job provision", "recipes check"),
        ("recipes schema --job offboard", "recipes schema"),
    ] {
        match parse(line) {
            Ok(cli) => assert_eq!(cli.name(), name, "{line}"),
            Err(error) => panic!("{line}: {error}"),
        }
    }
}

#[test]
fn mistakes_are_refused() {
    for line in [
        "offboard",
        "offboard a --plan --yes",
        "offboard a --expect 0123456789ab",
        "offboard a --jobs 0",
        "offboard a --at 2026-12-01T18:00Z",
        "recipes show --job restore",
        "runs",
        "runs resume",
        "runs resume x --all",
        "runs show",
        "audit show x",
        "audit export --format xml",
        "completions tcsh",
        "practice --people 9",
        "practice --rate 0",
        "practice --faults everything",
        "config",
        "access a --why p --why-not p",
        "access a --why p --permission q",
        "compare a",
        "what-if",
        "what-if --for a",
        "access-matrix --csv --json-lines",
        "fire jane",
        "--no-such-flag",
    ] {
        let error = parse(line).expect_err(line);
        assert_eq!(error.exit_code(), 2, "{line}");
    }
}

#[test]
fn help_tells_the_exit_codes() {
    let help = Cli::command().render_help().to_string();
    for line in ["Exit codes:", "    0  all that was asked for is so", "  130  stopped by a signal"] {
        assert!(help.contains(line), "{help}");
    }
}
