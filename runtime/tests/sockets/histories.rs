//! Random histories: whatever dies or is lost, every client shows in the end what is there, and every mutation was done
//! once.

use std::{cell::Cell, rc::Rc};

use ferrosync::testing::Fault;
use serde_json::{Value, json};

use crate::{
    client::Client,
    common::{Project, fields},
};

/// Numbers from a seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::try_from(self.roll(from.len() as u64)).unwrap()]
    }
}

const LISTS: [&str; 6] = ["tasks/a", "tasks/b", "tasks", "steps/a", "steps/b", "notes"];

fn mutation(project: &Project, dice: &mut Dice) -> Value {
    let list = dice.pick(&LISTS);
    let id = dice.pick(&["t", "u", "v", "w"]);
    let label = dice.roll(1_000).to_string();
    let name = if list == "notes" { "text" } else { "title" };
    match dice.roll(8) {
        0..=3 => project.mutation(list, "insert", &fields(list, id)),
        4 if !list.starts_with("steps") => {
            project.mutation(list, "update", &json!({ "id": id, "data": { name: label } }))
        }
        4 | 5 => project.mutation(list, "delete", &json!({ "id": id })),
        // Of any scope: the room has to find out which.
        6 => project.mutation("tasks", "bulk-delete", &json!({ "ids": [id, "t"] })),
        _ => project.mutation("tasks", "delete", &json!({ "id": id })),
    }
}

fn history(seed: u64) -> (usize, usize) {
    let mut dice = Dice(seed);
    let mut project = Project::new();
    project.world.shuffle(seed);
    let faults = Rc::new(Cell::new(Dice(seed ^ 0x5eed)));
    let rate = if seed.is_multiple_of(3) { 10 } else { 0 };
    project.world.set_faults(move || {
        let mut dice = faults.replace(Dice(0));
        let fault = match dice.roll(100) {
            0..=99 if dice.roll(100) >= rate => Fault::None,
            n if n % 2 == 0 => Fault::Before,
            _ => Fault::After,
        };
        faults.set(dice);
        fault
    });
    let sets: [&[&'static str]; 3] =
        [&["tasks", "notes", "steps"], &["tasks/a", "steps/a"], &["tasks/b", "tasks/a", "notes"]];
    let mut clients: Vec<_> = sets.iter().map(|lists| Client::new(&project, lists)).collect();
    let mut deaths = 0;
    for _ in 0..60 {
        let who = usize::try_from(dice.roll(3)).unwrap();
        match dice.roll(20) {
            0..=7 => {
                let count = 1 + dice.roll(3);
                let mutations = (0..count).map(|_| mutation(&project, &mut dice)).collect();
                clients[who].mutate(&project, mutations);
            }
            8..=13 => clients[who].take(&project),
            14 => clients[who].say_what_was_seen(&project),
            15 => clients[who].drop_socket(&project),
            16 => clients[who].ask_about_pending(&project),
            17 => {
                deaths += 1;
                project.die();
            }
            _ => {}
        }
        for _ in 0..dice.roll(12) {
            project.world.step();
        }
    }
    project.world.set_faults(|| Fault::None);
    for _ in 0..60 {
        project.world.settle();
        for client in &mut clients {
            client.take(&project);
        }
        project.world.settle();
        if clients.iter().all(Client::is_quiet) {
            break;
        }
        for client in &mut clients {
            client.take(&project);
            client.ask_about_pending(&project);
        }
    }
    let states: Vec<_> = clients.iter().map(Client::state).collect();
    assert!(clients.iter().all(Client::is_quiet), "seed {seed}: it never ends: {states:#?}");
    for (number, client) in clients.iter().enumerate() {
        client.check(&project, &format!("seed {seed}, client {number}"));
    }
    let (entries, mids): (i64, i64) = project
        .world
        .connection()
        .query_row("SELECT count(*), count(DISTINCT mid) FROM _sync_log", [], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap();
    assert_eq!(entries, mids, "seed {seed}: a mutation was done twice");
    (deaths, clients.iter().map(Client::resumes).sum())
}

#[test]
fn l1_l3_l4_l6_clients_show_what_is_there_whatever_dies() {
    let (mut deaths, mut resumes) = (0, 0);
    for seed in 0..60 {
        let (died, asked) = history(seed);
        deaths += died;
        resumes += asked;
    }
    assert!(deaths > 80 && resumes > 500, "{deaths} {resumes}");
}
