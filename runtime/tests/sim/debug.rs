use super::{
    history,
    ops::{Fields, Op, Verb::*},
    step::{Step::*, Story, To},
};
#[test]
fn debug() {
    let story = Story {
        steps: vec![
            Send {
                to: To { room: 1, stale: false },
                user: 0,
                op: Op {
                    collection: 0,
                    verb: Insert,
                    rows: vec![0],
                    is_bulk: false,
                    fields: Fields { text: 0, board: 0, slug: 0, points: 0 },
                    scope: 0,
                },
            },
            Run(2),
            Split { room: 2 },
            Crash { room: 0, user: 0, events: 7 },
            Send {
                to: To { room: 2, stale: false },
                user: 0,
                op: Op {
                    collection: 2,
                    verb: Insert,
                    rows: vec![2, 3],
                    is_bulk: true,
                    fields: Fields { text: 209, board: 5, slug: 4, points: 30 },
                    scope: 0,
                },
            },
            Split { room: 1 },
            Join { room: 0 },
            Split { room: 0 },
            Wait(31169),
            Run(10),
        ],
        seed: 11683113749351021012,
        faults: 4,
        is_local: false,
        retention: 10000,
    };
    for seed in 0..3000 {
        println!("seed {seed}");
        history::live(&Story { seed, ..story.clone() });
    }
}
