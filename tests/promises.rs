//! What operators may expect of the console, and the test that shows each of it. A promise whose test is gone fails here.
#![allow(clippy::unwrap_used, reason = "a test that cannot read its sources should stop")]

use std::path::Path;

/// A promise, and where it is shown: files with the names of their tests.
struct Promise(u8, &'static str, &'static [(&'static str, &'static str)]);

const KEYS: &str = "src/tui/tests/keys.rs";
const LOOKS: &str = "src/tui/tests/looks.rs";
const ANSWERS: &str = "src/tui/tests/answers.rs";
const SAFETY: &str = "src/tui/pane/safety.rs";
const CONFIRM: &str = "src/tui/overlay/confirm/tests.rs";
const KEYMAP: &str = "src/tui/action/keymap.rs";
const TERMINAL: &str = "tests/console.rs";
const OFFBOARD: &str = "tests/console_offboard.rs";

#[rustfmt::skip]
const PROMISES: &[Promise] = &[
    Promise(1, "help lists every action exactly once, with the key in force", &[
        (KEYS, "every_action_is_in_the_help_exactly_once"),
        (KEYMAP, "ids_and_actions_are_unique_and_said_in_words"),
    ]),
    Promise(2, "help filters as one types, runs the row, and says why a row cannot be run", &[
        (LOOKS, "layers_at_80x24"), (KEYS, "the_help_runs_the_row_and_the_palette_remembers"),
    ]),
    Promise(3, "the footer has what can be done here, the most useful first, cut between hints", &[
        (KEYS, "every_hint_of_the_footer_works_and_help_is_always_among_them"),
    ]),
    Promise(4, "in a dialog the footer has the dialog's keys only", &[
        (CONFIRM, "pictures"),
        (KEYS, "every_hint_of_the_footer_works_and_help_is_always_among_them"),
    ]),
    Promise(5, "every list filters live and shows shown/total", &[
        (LOOKS, "each_pane_in_front_at_80x24"), ("src/tui/pane/runs/tests.rs", "the_filter_narrows_and_esc_undoes_it"),
        ("src/tui/pane/audit/tests.rs", "the_filter_is_asked_of_the_backend_and_the_newest_answer_counts"),
        ("src/tui/pane/calls/tests.rs", "reads_can_be_left_out_and_the_rest_filtered"),
    ]),
    Promise(6, "matched characters are bold and underlined, without colour too", &[
        (LOOKS, "focus_selection_and_matches_show_without_colour"),
    ]),
    Promise(7, "search folds case and diacritics, and its order is the same every time", &[
        ("src/directory/tests/search.rs", "case_and_accents_fold_and_whole_and_initial_matches_come_first"), ("src/tui/widget/narrow.rs", "words_case_and_accents"),
    ]),
    Promise(8, "an older answer never replaces a newer one", &[
        (ANSWERS, "old_answers_are_dropped_in_whatever_order_they_come"), ("src/tui/app/remote.rs", "only_the_newest_answer_counts"),
    ]),
    Promise(9, "the palette finds by name, id and synonym, shows keys, recent ones first, and gives the focus back", &[
        ("src/tui/action/find.rs", "finds_by_name_id_and_synonym"), (KEYS, "the_help_runs_the_row_and_the_palette_remembers"),
    ]),
    Promise(10, "a begun chord lists how to go on, and Esc gives it up", &[
        ("src/tui/tests/bindings.rs", "a_begun_key_lists_how_to_go_on_until_another_is_pressed"),
    ]),
    Promise(11, "no two actions share a key in one place; what is dangerous has no plain letter everywhere", &[
        (KEYMAP, "no_two_actions_share_a_key_in_any_place"), (KEYMAP, "what_is_dangerous_has_no_plain_letter_everywhere"),
    ]),
    Promise(12, "every key can be sent by a plain terminal", &[
        (KEYMAP, "every_key_parses_and_every_terminal_can_send_it"),
    ]),
    Promise(13, "every key prints and parses back; the operator's file overrides; what is wrong in it is told by line and the rest holds", &[
        ("src/tui/action/key.rs", "every_key_prints_and_parses_back"),
        ("src/tui/action/own_keys/tests.rs", "what_is_wrong_is_told_with_its_line_and_a_suggestion_and_the_rest_holds"),
        ("src/tui/tests/bindings.rs", "what_is_wrong_in_the_file_is_told_on_the_screen_and_in_the_messages"),
        ("src/cli/tests/start.rs", "the_configuration_is_checked_with_the_operators_keys_and_everything_is_told_at_once"),
    ]),
    Promise(14, "footer, help and palette follow the operator's keys at once", &[
        ("src/tui/tests/bindings.rs", "footer_help_palette_and_menu_follow_the_operators_keys_at_once"),
    ]),
    Promise(15, "Esc closes one layer at a time and never quits", &[
        (KEYS, "escape_closes_one_layer_at_a_time_and_never_quits"),
        ("src/tui/pane/leaving.rs", "escape_takes_one_layer_at_a_time_and_never_ends_the_console"),
    ]),
    Promise(16, "Ctrl-C cancels first, quits within two seconds, and any other key disarms it", &[
        (KEYS, "control_c_twice_quits_and_any_other_key_disarms_it"),
        ("src/tui/pane/leaving.rs", "the_first_control_c_never_ends_the_console_and_the_second_does"),
    ]),
    Promise(17, "leaving while work is under way is asked about", &[
        ("src/tui/pane/run/tests.rs", "leaving_while_a_run_of_ours_is_under_way_is_asked_about"),
        ("src/tui/pane/batch/tests.rs", "leaving_while_a_batch_is_under_way_is_asked_and_can_stop_it"),
    ]),
    Promise(18, "Enter never sends what changes anything, from any pane", &[
        (KEYS, "enter_never_sends_what_changes_the_tenant"), (SAFETY, "enter_steers_nothing_anywhere"),
    ]),
    Promise(19, "Tab visits all panes, digits jump, and the focus is never on what is not seen", &[
        (KEYS, "tab_visits_all_panes_and_comes_round"),
    ]),
    Promise(20, "the focused pane is told by frame, marker and weight; titles stay in their place", &[
        (LOOKS, "focus_selection_and_matches_show_without_colour"), (LOOKS, "titles_stay_where_they_are_when_the_focus_moves"),
    ]),
    Promise(21, "Space marks, v ranges, * marks all, I the others; marks outlive the way and what is not shown is announced", &[
        ("src/tui/tests/at_hand.rs", "a_range_is_marked_from_one_row_to_another_and_can_be_given_up"),
        ("src/tui/tests/at_hand.rs", "marks_stay_wherever_one_goes_and_come_from_every_list"),
    ]),
    Promise(22, "the selection stays with whom it was on", &[
        (ANSWERS, "the_selection_follows_the_person_when_the_hits_change"),
        ("src/tui/pane/calls/tests.rs", "news_keep_the_selected_call_and_a_list_held_still_takes_none"),
        ("src/tui/pane/leaving.rs", "going_somewhere_and_back_comes_back_to_the_same_row"),
    ]),
    Promise(23, "zoom fills the screen and puts back what was", &[
        (LOOKS, "each_pane_in_front_at_80x24"), (KEYS, "the_help_runs_the_row_and_the_palette_remembers"),
    ]),
    Promise(24, "every screen can be read at 80x24; pictures at three sizes", &[
        (LOOKS, "people_at_every_promised_size"), ("src/tui/pane/calls/tests.rs", "pictures"),
    ]),
    Promise(25, "no size of a terminal breaks a screen", &[
        ("src/tui/tests/sizes.rs", "every_screen"), (SAFETY, "no_size_breaks_a_screen"),
    ]),
    Promise(26, "a terminal that is too small is told what is needed, and comes back whole", &[
        (LOOKS, "a_terminal_that_is_too_small_is_told_and_comes_back_whole"),
    ]),
    Promise(27, "columns drop by their priority, who it is stays", &[
        (LOOKS, "people_at_every_promised_size"),
    ]),
    Promise(28, "wide, combined and right-to-left characters stand in line, and none is split", &[
        ("src/tui/widget/text.rs", "cuts_keep_graphemes_whole"), (LOOKS, "names_that_make_trouble"),
    ]),
    Promise(29, "no control or invisible character of somebody's name gets anywhere", &[
        ("src/model/text.rs", "no_marked_character_survives"), (SAFETY, "no_name_gets_out_of_its_place"),
    ]),
    Promise(30, "two names that look alike are told apart by their ids", &[
        ("tests/stories.rs", "of_twins_only_the_one_that_was_meant"), (LOOKS, "people_at_every_promised_size"),
    ]),
    Promise(31, "without colour, selection, focus, errors and differences are told apart", &[
        (LOOKS, "focus_selection_and_matches_show_without_colour"),
        (SAFETY, "without_colour_button_fault_and_outcome_are_still_told_apart"),
        ("src/tui/tests/themes.rs", "where_one_stands_shows_without_colour_on_every_screen"),
    ]),
    Promise(32, "light, dark and high-contrast themes, every role at 4.5:1 at least", &[
        ("src/tui/theme/tests.rs", "every_text_of_a_painted_theme_can_be_read_on_what_it_stands_on"),
        ("src/tui/tests/themes.rs", "everything_that_is_written_can_be_read_in_every_painted_theme"),
    ]),
    Promise(33, "the theme is chosen by flag, settings, NO_COLOR, COLORTERM and the terminal's answer, in this order; silence ends by itself", &[
        ("src/tui/theme/choice.rs", "the_first_that_has_a_say_decides"),
        ("tests/console.rs", "a_terminal_that_tells_its_background_gets_what_can_be_read_on_it"),
        ("tests/console.rs", "a_late_answer_is_not_taken_for_keys"),
    ]),
    Promise(34, "the environment stands on every screen in a word, and production looks like nothing else", &[
        ("src/tui/view/header.rs", "the_environment_is_said_in_words_and_production_looks_like_nothing_else"),
        ("src/tui/view/header.rs", "badges_stay_at_every_width_and_the_rest_goes_by_its_order"),
    ]),
    Promise(35, "--plain has no escape codes and no other screen, and the whole work can be done", &[
        ("tests/plain.rs", "the_whole_work_through_a_pipe"),
        ("tests/plain.rs", "every_command_writes_nothing_but_lines_where_that_is_asked_for"),
    ]),
    Promise(36, "where there is no terminal, or a dumb one, it is plain by itself", &[
        ("tests/plain.rs", "a_terminal_that_cannot_move_its_cursor_gets_lines_and_the_whole_work_can_be_done"),
    ]),
    Promise(37, "with less motion nothing turns, and countdowns move once a second at most", &[
        ("src/tui/pane/run/tests/saying.rs", "a_still_console_counts_by_the_second_and_no_faster"),
    ]),
    Promise(38, "the terminal's cursor stands on the field or the row with the focus", &[
        (KEYS, "the_terminals_cursor_stands_on_the_field_or_the_row_with_the_focus"),
    ]),
    Promise(39, "nothing there, nothing matches, not loaded, not allowed and failed are five sentences", &[
        (LOOKS, "four_sentences_for_four_reasons_to_be_empty"), (LOOKS, "a_person_with_nothing_and_a_person_that_cannot_be_read"),
    ]),
    Promise(40, "how old the data are, and Live, Delayed or No response", &[
        ("src/tui/view/header.rs", "live_delayed_and_no_response_follow_the_wait"),
    ]),
    Promise(41, "what is there stays while it is read anew, and a sign of it comes after 150 ms", &[
        ("src/tui/app/remote.rs", "what_is_there_stays_while_it_is_read_anew"), (ANSWERS, "a_sign_turns_only_while_something_takes_long"),
    ]),
    Promise(42, "a fault says what, whom, whether anything was changed and what next; its details can be copied", &[
        ("src/tui/tests/faults.rs", "a_pane_says_what_and_enter_has_the_rest"),
        ("src/tui/tests/faults.rs", "the_fault_of_a_step_can_be_copied"),
    ]),
    Promise(43, "a plan shows before and after, what is skipped and why, what it costs, and can be written out", &[
        ("src/tui/pane/plan/tests.rs", "a_plan_with_warnings"), ("src/cli/tests/offboard.rs", "without_yes_the_plan_is_shown_and_nothing_else_is_asked"),
    ]),
    Promise(44, "a plan whose objects have changed is void and is made anew in front of the operator", &[
        (CONFIRM, "a_plan_that_changes_under_the_dialog_closes_it"), ("src/cli/tests/offboard.rs", "a_plan_that_became_void_is_made_anew_unless_one_plan_was_meant"),
    ]),
    Promise(45, "a wrong, partial or pasted name is refused", &[
        ("src/tui/overlay/confirm/form/tests.rs", "wrong_partial_and_blank_names_are_refused_at_the_field"), (CONFIRM, "a_pasted_name_is_refused"),
    ]),
    Promise(46, "the confirming key is another than the opening one, and what was typed before is dropped", &[
        (CONFIRM, "what_was_typed_before_it_opened_is_dropped_and_the_button_arms_after_a_second"),
        ("src/tui/overlay/confirm/form/tests.rs", "the_safe_button_comes_first_and_tab_goes_round"),
    ]),
    Promise(47, "nothing is written without a completed confirmation", &[
        (SAFETY, "no_action_writes_from_any_screen"), (SAFETY, "no_order_of_keys_writes"), (SAFETY, "no_key_pressed_twice_writes"),
    ]),
    Promise(48, "a session that reads only has nothing that writes, and says so", &[
        (SAFETY, "a_session_that_reads_only_has_nothing_that_writes_or_steers_and_says_so"),
        ("src/backend/tests/read_only.rs", "nothing_is_confirmed_steered_or_sent_and_everything_can_be_read"),
        ("src/genesys/transport/tests/mod.rs", "a_client_that_only_reads_sends_no_change"),
        ("tests/command_line.rs", "a_session_that_reads_only_shows_plans_and_refuses_to_carry_them_out"),
    ]),
    Promise(49, "what cannot be done stays in sight with the reason", &[
        (LOOKS, "layers_at_80x24"), (KEYS, "the_help_runs_the_row_and_the_palette_remembers"),
    ]),
    Promise(50, "steps with state, tries, time and why they were skipped; nothing is full before it is over", &[
        ("src/tui/pane/run/tests/saying.rs", "nothing_is_full_before_it_is_over"),
        ("src/tui/pane/run/tests.rs", "a_finished_run_reads_like_a_statement"),
    ]),
    Promise(51, "how long yet is said only when it means something, as a range", &[
        ("src/tui/pane/eta.rs", "nothing_is_guessed_before_it_means_something"),
        ("src/tui/pane/run/tests/saying.rs", "for_how_long_yet_is_said_only_when_it_means_something"),
    ]),
    Promise(52, "the budget is on every screen, and a wait that the service asks for counts down", &[
        ("src/tui/pane/run/tests.rs", "at_work_while_the_server_asks_to_wait"),
        ("src/tui/view/header.rs", "a_wait_that_the_service_asks_for_is_a_delay"),
    ]),
    Promise(53, "pause and cancel act within one step, and the rest is listed as what it is", &[
        ("src/tui/pane/run/tests.rs", "pausing_is_immediate_and_the_rest_is_asked_about"),
    ]),
    Promise(54, "a killed run is found and resumed, and nothing is done twice", &[
        ("tests/killed.rs", "at_every_call_that_changes_something_before_and_after_its_effect"),
    ]),
    Promise(55, "undo is a plan made from the record; what cannot come back is said before", &[
        ("src/tui/pane/run/tests.rs", "a_run_that_took_something_can_be_given_back_and_no_other"),
        ("tests/round_trip.rs", "whoever_is_restored_has_what_they_had_but_for_what_the_plan_said"),
    ]),
    Promise(56, "errors stay until they are seen, repeats are counted, and all are listed with their times", &[
        ("src/tui/tests/faults.rs", "errors_stay_are_merged_and_are_all_listed_with_their_times"),
        ("src/tui/app/notice.rs", "errors_stay_until_dismissed_and_outrank_what_is_newer"),
    ]),
    Promise(57, "every call to the tenant can be seen and asked again, without secrets", &[
        ("src/tui/pane/calls/tests.rs", "a_call_is_copied_as_a_line_that_asks_it_again"),
        ("src/model/server_call.rs", "what_is_sent_can_be_asked_again_and_no_secret_is_in_it"),
    ]),
    Promise(58, "copies go by OSC 52, also through tmux; what is too long goes to a file", &[
        ("src/tui/terminal/clipboard.rs", "plain_and_wrapped"),
        ("src/tui/terminal/clipboard.rs", "what_is_too_long_goes_to_a_new_file_of_ones_own"),
    ]),
    Promise(59, "a click focuses, selects and opens, the wheel rolls what is under it, and the mouse can be left to the terminal", &[
        ("src/tui/tests/pointing.rs", "a_row_is_selected_by_one_click_and_opened_by_a_second"),
        ("src/tui/tests/pointing.rs", "the_wheel_rolls_what_is_under_it_also_in_layers"),
        ("src/tui/tests/pointing.rs", "the_button_that_starts_obeys_the_same_rules_by_mouse"),
    ]),
    Promise(60, "Ctrl-Z gives the terminal back and `fg` paints anew", &[
        (TERMINAL, "suspending_gives_the_terminal_to_the_shell_and_takes_it_back"),
    ]),
    Promise(61, "the terminal is given back on every way out", &[
        (TERMINAL, "the_terminal_is_given_back_on_every_signal"), (TERMINAL, "the_terminal_is_given_back_before_a_panic_is_reported"),
        (TERMINAL, "a_panic_elsewhere_is_told_on_the_screen"), (TERMINAL, "a_terminal_that_goes_away_ends_the_console"),
    ]),
    Promise(62, "an idle console writes nothing and wakes nobody", &[
        (TERMINAL, "an_idle_console_writes_nothing"), (ANSWERS, "an_idle_console_waits_for_nothing"), (OFFBOARD, "idle_it_writes_nothing"),
    ]),
    Promise(63, "a flood of news is drawn a few times and keys are answered", &[
        (TERMINAL, "a_flood_of_news_is_drawn_a_few_times_and_keys_are_answered"),
    ]),
    Promise(64, "of a long list only what is in sight is made", &[
        ("src/tui/pane/question/tests.rs", "of_a_long_list_only_what_is_in_sight_is_made"),
    ]),
    Promise(65, "the console begins where it was left; marks, dialogs and rights are not kept; a damaged file does no harm", &[
        ("tests/console_memory.rs", "the_next_time_begins_where_the_last_one_ended_without_names_at_rest"),
        ("tests/console_memory.rs", "a_damaged_file_is_told_and_begun_anew"),
        ("src/tui/memory.rs", "where_one_was_comes_back_and_what_was_meant_does_not"),
    ]),
    Promise(66, "every setting with its value, origin and meaning; the schema is that of the reader", &[
        ("src/tui/pane/settings/tests.rs", "every_setting_with_its_origin_and_what_it_means"),
        ("src/config/tests/records.rs", "there_is_a_record_for_exactly_what_the_reader_asks_for"),
    ]),
    Promise(67, "the practice tenant runs every story without network, and is used by the tests", &[
        ("tests/stories.rs", "somebody_on_three_calls_in_many_queues"), (OFFBOARD, "from_a_part_of_a_name_to_the_audit_trail_at_80x24"),
    ]),
    Promise(68, "what is exported is what is shown, safe against formulas, and overwrites nothing", &[
        ("src/tui/pane/audit/tests.rs", "what_is_exported_is_what_is_shown"), ("src/model/table.rs", "a_table_in_three_forms"),
    ]),
    Promise(69, "a key hides personal data, also in copies and exports made meanwhile", &[
        ("src/tui/veil/tests.rs", "the_key_hides_everybody_on_every_screen_and_shows_them_again"),
        ("src/tui/veil/tests.rs", "what_is_copied_and_written_meanwhile_is_hidden_too"),
    ]),
    Promise(70, "doctor tells of terminal, colours, clipboard, settings and reachability", &[
        ("src/cli/tests/start.rs", "doctor_goes_on_after_what_fails"),
    ]),
    Promise(71, "released keys do nothing, and a paste is text that triggers nothing", &[
        (KEYS, "a_paste_is_text_and_triggers_nothing"),
        ("tests/console.rs", "a_paste_of_a_megabyte_is_one_event_that_is_cut_to_the_field_and_triggers_nothing"),
        ("src/tui/tests/bindings.rs", "the_release_of_a_key_is_nothing"),
    ]),
    Promise(72, "without any settings there is a guided screen, and nothing is sent before the operator asks", &[
        ("tests/setup.rs", "from_nothing_to_the_console_at_80x24"),
        ("tests/setup.rs", "from_nothing_to_the_practice_tenant"),
        ("src/tui/welcome/tests.rs", "nothing_is_asked_before_the_operator_asks"),
    ]),
];

#[test]
fn every_promise_has_its_test() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut wrong = Vec::new();
    for Promise(number, what, shown) in PROMISES {
        if shown.is_empty() {
            wrong.push(format!("{number}: {what}: no test"));
        }
        for (file, test) in *shown {
            let text = std::fs::read_to_string(root.join(file)).unwrap_or_default();
            let there = text.match_indices(&format!("fn {test}")).any(|(at, found)| {
                text[at + found.len()..].starts_with(['(', '_']) && text[..at].trim_end().ends_with([']', 'c'])
            });
            if !there {
                wrong.push(format!("{number}: {what}: no test {test} in {file}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_promises_are_whole_and_in_order() {
    let numbers: Vec<u8> = PROMISES.iter().map(|Promise(number, ..)| *number).collect();
    assert_eq!(numbers, (1..=72).collect::<Vec<u8>>());
}
