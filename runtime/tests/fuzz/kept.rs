//! What is kept with sockets and objects, and what travels between Worker and object.

use ferrosync::{
    access::Pass,
    room::{Order, Reply, Seat, kept_sync_id},
};
use serde_json::Value;

use super::{
    corpus,
    edit::{Maker, input},
    runs::{self, count},
};

fn read(text: &str) {
    if let Some(seat) = Seat::parse(text) {
        let again = Seat::parse(&seat.text()).expect("what was read is kept so that it is read again");
        assert_eq!(again.text(), seat.text());
        count("seat");
    }
    if let Ok(pass) = serde_json::from_str::<Pass>(text) {
        let kept = serde_json::to_string(&pass).unwrap();
        assert_eq!(serde_json::from_str::<Pass>(&kept).unwrap(), pass);
        count("pass");
    }
    if let Some(sync_id) = kept_sync_id(text) {
        assert!(!sync_id.as_str().is_empty());
        count("room");
    }
    let Ok(value) = serde_json::from_str::<Value>(text) else { return };
    if let Some(reply) = Reply::from_json(&value) {
        assert_eq!(Reply::from_json(&reply.to_json()), Some(reply));
        count("reply");
    }
    if let Some(order) = Order::from_json(value) {
        assert_eq!(Order::from_json(order.to_json()), Some(order));
        count("order");
    }
}

#[test]
fn s1_what_was_kept_is_read_as_it_was_or_not_at_all() {
    for text in corpus::texts("kept").iter().chain(&corpus::texts("valid-kept")) {
        read(text);
    }
    let maker = Maker::of(corpus::read("valid-kept"));
    runs::run("kept", 2, input(), |input| read(&maker.text(input)));
    runs::require(&["seat", "pass", "room", "reply", "order"]);
}
