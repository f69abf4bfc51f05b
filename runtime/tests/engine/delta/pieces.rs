//! Deltas that are too large for one piece, and those that are too large for any.

use std::collections::BTreeSet;

use ferrosync::{
    access::Reader,
    protocol::{Action, Delta, Reason, Seq, limits},
    schema::Collection,
    testing::{TestRoom, World},
};
use serde_json::{Value, json};

use super::{delta, ids, page, reset, since, since_as};
use crate::common::{COLLECTIONS, request, send};

fn items() -> &'static Collection {
    COLLECTIONS.find("items").unwrap()
}

fn item(id: &str) -> Value {
    json!({ "id": id, "rank": 1, "weight": 0 })
}

/// A room with so many items, and the cursor after them.
fn room_of(rows: usize) -> (World, TestRoom, String) {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    let ids: Vec<_> = (0..rows).map(|n| format!("item-{n:05}")).collect();
    for (n, ids) in ids.chunks(1_000).enumerate() {
        let rows: Vec<_> = ids.iter().map(|id| item(id)).collect();
        send(&world, &room, request(&format!("fill-{n:04}"), "items", Action::BulkInsert, json!({ "items": rows })))
            .unwrap();
    }
    let (_, held, _) = page(&world, &room, (items(), None), 1, None);
    (world, room, held)
}

/// All pieces of a delta.
fn pieces(world: &World, room: &TestRoom, cursor: &str, limit: u32) -> Vec<Delta> {
    let (mut pieces, mut cursor) = (Vec::<Delta>::new(), cursor.to_owned());
    loop {
        let piece = delta(since_as(world, room, (items(), None), &cursor, (Reader::default(), limit)));
        cursor.clone_from(&piece.cursor);
        let is_last = !piece.more;
        if let Some(before) = pieces.last() {
            assert!(before.to == piece.from && piece.to > before.to, "pieces follow each other");
        }
        pieces.push(piece);
        if is_last {
            return pieces;
        }
    }
}

#[test]
fn l6_pieces_end_at_a_seq_and_none_is_split() {
    let (world, room, held) = room_of(0);
    let mut seq = 0;
    let mut bulk = |ids: &[&str]| {
        seq += 1;
        let rows: Vec<_> = ids.iter().map(|id| item(id)).collect();
        let insert = request(&format!("bulk-{seq:04}"), "items", Action::BulkInsert, json!({ "items": rows }));
        send(&world, &room, insert).unwrap();
    };
    for rows in [&["a", "b", "c"][..], &["d"], &["e"], &["f", "g"], &["h"]] {
        bulk(rows);
    }
    let of = |limit| {
        let piece = |piece: &Delta| (ids(piece).0.concat(), piece.to.0);
        pieces(&world, &room, &held, limit).iter().map(piece).collect::<Vec<_>>()
    };
    let expected = |pieces: &[(&str, u64)]| pieces.iter().map(|(ids, to)| ((*ids).to_owned(), *to)).collect::<Vec<_>>();
    assert_eq!(of(1), expected(&[("abc", 1), ("d", 2), ("e", 3), ("fg", 4), ("h", 5)]));
    assert_eq!(of(2), expected(&[("abc", 1), ("de", 3), ("fg", 4), ("h", 5)]));
    assert_eq!(of(4), expected(&[("abcd", 2), ("efgh", 5)]));
    assert_eq!(of(8), expected(&[("abcdefgh", 5)]));
    // What is touched again later stands in both pieces, as it is now.
    send(&world, &room, request("update-0001", "items", Action::Update, json!({ "id": "a", "data": { "rank": 9 } })))
        .unwrap();
    assert_eq!(of(7), expected(&[("abcdefg", 4), ("ah", 6)]));
    let first = &pieces(&world, &room, &held, 4)[0];
    let rows: Vec<Value> = serde_json::from_str(&first.rows).unwrap();
    assert_eq!(rows.iter().find(|row| row["id"] == "a").unwrap()["rank"], 9);
}

/// Writes into the log that these items were touched.
fn touch(world: &World, seq: u64, items: std::ops::Range<usize>) {
    let touched: Vec<_> = items.map(|n| json!([format!("item-{n:05}"), null, null])).collect();
    let changes = json!({ "items": touched }).to_string();
    let insert = "INSERT INTO _sync_log VALUES ('default', ?1, 'touch-' || ?1, NULL, '', ?2, 0)";
    world.connection().execute(insert, rusqlite::params![seq.cast_signed(), changes]).unwrap();
}

#[test]
fn l6_more_than_a_thousand_and_a_quarter_is_a_list_to_load() {
    let (world, room, held) = room_of(4_003);
    touch(&world, 6, 0..1_000);
    let piece = delta(since(&world, &room, items(), &held));
    assert_eq!((piece.row_count, piece.more, piece.to), (1_000, false, Seq(6)));
    touch(&world, 7, 1_000..1_001);
    assert_eq!(reset(since(&world, &room, items(), &held)), Reason::Large, "1,001 of 4,003");
    let fourth = "INSERT INTO items VALUES ('item-99999', 1, 0, NULL)";
    world.connection().execute(fourth, []).unwrap();
    let told = pieces(&world, &room, &held, 1_000);
    assert_eq!(told.iter().map(|piece| piece.row_count).collect::<Vec<_>>(), [1_000, 1], "1,001 of 4,004");
    // A deleted one is touched, and not in the list.
    touch(&world, 8, 4_100..4_101);
    assert_eq!(reset(since(&world, &room, items(), &held)), Reason::Large, "1,002 of 4,004");
}

#[test]
fn l6_a_seq_that_no_piece_can_hold_is_a_list_to_load() {
    let (world, room, held) = room_of(5_000);
    touch(&world, 6, 0..1_001);
    assert_eq!(reset(since(&world, &room, items(), &held)), Reason::Large);
    let (_, held, _) = page(&world, &room, (items(), None), 1, None);
    touch(&world, 7, 0..1);
    assert_eq!(delta(since(&world, &room, items(), &held)).row_count, 1);
    touch(&world, 8, 0..1_001);
    let piece = delta(since(&world, &room, items(), &held));
    assert_eq!((piece.to, piece.more), (Seq(7), true), "what comes before it is told");
    assert_eq!(reset(since(&world, &room, items(), &piece.cursor)), Reason::Large);
}

#[test]
fn l13_one_piece_looks_through_ten_thousand_entries() {
    let (world, room, held) = room_of(1);
    world
        .connection()
        .execute_batch(
            "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 20002) \
             INSERT INTO _sync_log SELECT 'default', i, 'other-' || i, NULL, '', '{\"todos\":[[\"x\",null,null]]}', 0 FROM n",
        )
        .unwrap();
    let told = pieces(&world, &room, &held, 1_000);
    assert_eq!(told.iter().map(|piece| piece.to.0).collect::<Vec<_>>(), [10_001, 20_001, 20_002]);
    assert!(told.iter().all(|piece| piece.rows == "[]" && piece.removed == "[]"));
}

#[test]
fn l13_one_piece_looks_through_ten_thousand_touches() {
    let (world, room, held) = room_of(1_000);
    for seq in 2..14 {
        touch(&world, seq, 0..1_000);
    }
    // Ten entries are ten thousand touches, of a thousand rows.
    let told = pieces(&world, &room, &held, 1_000);
    assert_eq!(told.iter().map(|piece| (piece.row_count, piece.to.0)).collect::<Vec<_>>(), [(1_000, 11), (1_000, 13)]);
    // And one that has more is told to be loaded.
    let (_, held, _) = page(&world, &room, (items(), None), 1, None);
    touch(&world, 14, 0..10_001);
    assert_eq!(reset(since(&world, &room, items(), &held)), Reason::Large);
}

/// A room of todos whose notes have these many bytes: a seq each, but for those in one list.
fn todos_of(notes: &[&[usize]]) -> (World, TestRoom, String) {
    let world = World::new(&COLLECTIONS);
    let room = world.room("default");
    let (_, held, _) = page(&world, &room, (COLLECTIONS.find("todos").unwrap(), None), 1, None);
    let mut n = 0_u8;
    for (seq, notes) in notes.iter().enumerate() {
        let mut todo = |bytes: &usize| {
            n += 1;
            json!({ "id": crate::common::id(n), "title": "x\n", "note": "\n".repeat(bytes / 2) })
        };
        let rows: Vec<_> = notes.iter().map(&mut todo).collect();
        let insert = request(&format!("insert-{seq:03}"), "todos", Action::BulkInsert, json!({ "items": rows }));
        send(&world, &room, insert).unwrap();
    }
    (world, room, held)
}

#[test]
fn l13_a_piece_ends_before_a_frame_is_full() {
    let todos = COLLECTIONS.find("todos").unwrap();
    // As many bytes as SQLite holds in one text, and more.
    for notes in [&[&[600_000][..], &[300_000], &[300_000]][..], &[&[900_000][..], &[900_000], &[900_000]]] {
        let (world, room, held) = todos_of(notes);
        let (mut cursor, mut seen, mut count) = (held, BTreeSet::new(), 0);
        loop {
            let piece = delta(since(&world, &room, todos, &cursor));
            let bytes = piece.rows.len() + piece.removed.len();
            assert!(bytes <= limits::DELTA_BYTES as usize && bytes > 300_000, "{bytes}");
            seen.extend(ids(&piece).0);
            cursor.clone_from(&piece.cursor);
            count += 1;
            if !piece.more {
                break;
            }
        }
        assert_eq!((seen.len(), count), (3, if notes[0][0] == 600_000 { 2 } else { 3 }));
    }
}

#[test]
fn l13_what_one_mutation_wrote_is_not_split_by_its_bytes() {
    let todos = COLLECTIONS.find("todos").unwrap();
    for (notes, told) in [
        (&[&[500_000, 500_000][..]][..], None),
        (&[&[1_500_000][..]], None),
        (&[&[10][..], &[1_500_000]], Some(1)),
        (&[&[10][..], &[500_000, 400_000]], Some(3)),
    ] {
        let (world, room, held) = todos_of(notes);
        match told {
            None => assert_eq!(reset(since(&world, &room, todos, &held)), Reason::Large),
            Some(rows) => assert_eq!(delta(since(&world, &room, todos, &held)).row_count, rows),
        }
    }
}

#[test]
fn l13_removals_have_bytes_too() {
    let (world, room, held) = room_of(0);
    // Each is told in 386 bytes.
    let id = |n: usize| format!("{n:04}{}", "\u{1}".repeat(60));
    let rows: Vec<_> = (0..1_000).map(|n| item(&id(n))).collect();
    for seq in 0..3 {
        let part = &rows[seq * 300..(seq + 1) * 300];
        let insert = request(&format!("insert-{seq:03}"), "items", Action::BulkInsert, json!({ "items": part }));
        send(&world, &room, insert).unwrap();
    }
    let ids: Vec<_> = (0..900).map(id).collect();
    let delete = request("delete-0001", "items", Action::BulkDelete, json!({ "ids": ids }));
    send(&world, &room, delete).unwrap();
    let told = pieces(&world, &room, &held, 1_000);
    assert_eq!(told.iter().map(|piece| piece.removed_count).collect::<Vec<_>>(), [900]);
    assert!(told[0].removed.len() > 330_000, "{}", told[0].removed.len());
}
