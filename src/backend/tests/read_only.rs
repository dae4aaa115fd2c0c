//! A session that reads only.

use super::House;
use crate::backend::{Refusal, RestoreFrom, RestoreWish};
use crate::model::{RunId, RunState};
use crate::practice::stories;
use tokio_util::sync::CancellationToken;

#[tokio::test]
async fn nothing_is_confirmed_steered_or_sent_and_everything_can_be_read() {
    let house = House::new().await;
    let desk = house.desk_with(false, true).await;
    let jane = super::id_of(&desk, stories::NOTHING.email).await;
    let plan = desk.plan(&jane, None).await.expect("plans only read");
    let refused = desk.confirm_by_flag(&plan, "left", "HR-1").await.unwrap_err();
    let Refusal::Fault(fault) = refused else { panic!("{refused:?}") };
    assert!(fault.text.as_str().contains("only reads") && fault.remedy.as_str().contains("--read-only"), "{fault:?}");
    assert!(desk.runs().await.unwrap().is_empty(), "no run was written down");
    let run = RunId::new("01J9");
    for fault in [
        desk.pause(&run).await.unwrap_err(),
        desk.resume(&run).await.unwrap_err(),
        desk.cancel(&run).await.unwrap_err(),
        desk.retry(&run).await.unwrap_err(),
        desk.carry_out(&run, CancellationToken::new()).await.unwrap_err(),
        desk.reject_event(&run, "no").await.unwrap_err(),
        desk.postpone_event(&run, desk.now(), "no").await.unwrap_err(),
        desk.resend("msg_1").await.unwrap_err(),
        desk.resend_to("hr", None).await.unwrap_err(),
    ] {
        assert!(fault.text.as_str().contains("only reads"), "{fault:?}");
    }
}

#[tokio::test]
async fn what_another_session_began_can_be_watched_and_not_touched() {
    let house = House::new().await;
    let writer = house.desk(false).await;
    let jane = super::id_of(&writer, stories::NOTHING.email).await;
    let plan = writer.plan(&jane, None).await.unwrap();
    let run = writer.confirm_by_flag(&plan, "left", "HR-1").await.unwrap();
    assert_eq!(writer.carry_out(&run, CancellationToken::new()).await.unwrap(), RunState::Done);
    let reader = house.desk_with(false, true).await;
    assert_eq!(reader.run(&run).await.unwrap().unwrap().state, RunState::Done);
    let wish = RestoreWish::all(RestoreFrom::Run(run));
    let back = reader.plan_restore(&wish).await.expect("a restore can be planned");
    assert!(matches!(reader.confirm_by_flag(&back, "wrong", "HR-1").await, Err(Refusal::Fault(_))));
}
