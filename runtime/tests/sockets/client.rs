//! A client as the wire asks for one: it believes what frames say, asks where they say that it lacks something, and never
//! asks without a reason.

use std::collections::BTreeMap;

use ferrosync::testing::TestSocket;
use serde_json::{Value, json};

use crate::common::{Project, resume, split};

pub(crate) struct Client {
    socket: TestSocket,
    lists: Vec<List>,
    /// How many of the socket's frames were taken.
    taken: usize,
    /// Lists whose answer to the last `resume` is still to come.
    awaited: usize,
    /// What was sent and not answered, in order.
    pub(crate) pending: Vec<Value>,
    pub(crate) refused: usize,
    resumes: usize,
}

struct List {
    name: &'static str,
    rows: BTreeMap<String, Value>,
    held: u64,
    cursor: String,
    has_gap: bool,
    /// Whether it was asked for with its cursor.
    is_asked: bool,
}

impl List {
    fn load(&mut self, project: &Project) {
        let (rows, seq, cursor) = project.page(self.name);
        self.rows = rows.into_iter().map(|row| (id(&row), row)).collect();
        (self.held, self.cursor, self.has_gap) = (seq, cursor, false);
    }

    fn apply(&mut self, change: &Value) {
        let payload = &change["payload"];
        let items = |name: &str| payload[name].as_array().cloned().unwrap_or_default();
        match change["action"].as_str().unwrap() {
            "delete" => drop(self.rows.remove(&id(payload))),
            "bulk-delete" => items("ids").iter().for_each(|id| drop(self.rows.remove(id.as_str().unwrap()))),
            "insert" | "update" => drop(self.rows.insert(id(payload), payload.clone())),
            _ => items("items").into_iter().for_each(|row| drop(self.rows.insert(id(&row), row))),
        }
    }
}

fn id(row: &Value) -> String {
    row["id"].as_str().unwrap().to_owned()
}

impl Client {
    pub(crate) fn new(project: &Project, names: &[&'static str]) -> Self {
        let list = |name: &&'static str| {
            let (rows, cursor) = (BTreeMap::new(), String::new());
            let mut list = List { name, rows, held: 0, cursor, has_gap: false, is_asked: false };
            list.load(project);
            list
        };
        let lists = names.iter().map(list).collect();
        let socket = project.open();
        let mut client = Self { socket, lists, taken: 0, awaited: 0, pending: Vec::new(), refused: 0, resumes: 0 };
        client.ask(project, true);
        client
    }

    pub(crate) fn mutate(&mut self, project: &Project, mutations: Vec<Value>) {
        if self.socket.closed().is_none() {
            project.world.send(&project.room, &self.socket, &crate::common::mutate(&mutations));
        }
        self.pending.extend(mutations);
    }

    pub(crate) fn say_what_was_seen(&self, project: &Project) {
        let seen = self.lists.iter().map(|list| list.held).max().unwrap_or_default();
        if self.socket.closed().is_none() {
            project.world.send(&project.room, &self.socket, &json!({ "type": "seen", "seq": seen }));
        }
    }

    /// The network drops it.
    pub(crate) fn drop_socket(&self, project: &Project) {
        ferrosync::room::Sockets::close(&project.world.effects("p1").0, &self.socket, 1006, "");
    }

    /// Takes all that came up to now, and asks for what it lacks.
    pub(crate) fn take(&mut self, project: &Project) {
        if self.socket.closed().is_some() {
            self.socket = project.open();
            self.taken = 0;
            self.ask(project, true);
            return;
        }
        for frame in self.socket.frames_from(self.taken) {
            self.taken += 1;
            self.frame(project, &frame);
        }
        if self.awaited == 0 && self.lists.iter().any(|list| list.has_gap) {
            self.ask(project, false);
        }
    }

    /// Asks what became of the mutations that were not answered.
    pub(crate) fn ask_about_pending(&mut self, project: &Project) {
        if self.awaited == 0 && self.socket.closed().is_none() && !self.pending.is_empty() {
            self.ask(project, false);
        }
    }

    fn ask(&mut self, project: &Project, is_new: bool) {
        let named = |list: &mut List| {
            list.is_asked = is_new || list.has_gap;
            if list.is_asked { format!("{}@{}", list.name, list.cursor) } else { list.name.to_owned() }
        };
        let lists: Vec<_> = self.lists.iter_mut().map(named).collect();
        let mids: Vec<_> = self.pending.iter().map(|sent| sent["clientMutationId"].as_str().unwrap()).collect();
        let lists: Vec<_> = lists.iter().map(String::as_str).collect();
        project.world.send(&project.room, &self.socket, &resume(&lists, &mids));
        self.awaited = lists.len();
        self.resumes += 1;
    }

    fn frame(&mut self, project: &Project, frame: &Value) {
        match frame["type"].as_str().unwrap() {
            "resumed" => {
                for done in frame["committed"].as_array().unwrap() {
                    self.settle(&done["clientMutationId"]);
                }
                let missing: Vec<_> = frame["missing"].as_array().unwrap().clone();
                let again: Vec<_> =
                    self.pending.iter().filter(|sent| missing.contains(&sent["clientMutationId"])).cloned().collect();
                if !again.is_empty() {
                    project.world.send(&project.room, &self.socket, &crate::common::mutate(&again));
                }
            }
            "ack" => {
                for result in frame["results"].as_array().unwrap() {
                    match result["error"]["status"].as_u64() {
                        None => self.settle(&result["clientMutationId"]),
                        Some(status) if status < 500 && status != 429 => {
                            self.refused += usize::from(self.is_pending(&result["clientMutationId"]));
                            self.settle(&result["clientMutationId"]);
                        }
                        Some(_) => {}
                    }
                }
            }
            "delta" => {
                let list = &mut self.lists[usize::try_from(frame["sub"].as_u64().unwrap()).unwrap()];
                let to = frame["to"].as_u64().unwrap();
                let is_last = frame["more"] == false;
                self.awaited -= usize::from(is_last);
                if !list.is_asked && list.has_gap {
                    return;
                }
                for row in frame["rows"].as_array().unwrap() {
                    list.rows.insert(id(row), row.clone());
                }
                for gone in frame["removed"].as_array().unwrap() {
                    list.rows.remove(gone.as_str().unwrap());
                }
                if is_last {
                    list.held = list.held.max(to);
                    frame["cursor"].as_str().unwrap().clone_into(&mut list.cursor);
                    list.has_gap = false;
                }
            }
            "reset" => {
                self.awaited -= 1;
                self.lists[usize::try_from(frame["sub"].as_u64().unwrap()).unwrap()].load(project);
            }
            "broadcast" => {
                let changes: Vec<_> = frame["changes"].as_array().unwrap().clone();
                // Before the first answer it hears everything, and none of it by its numbers.
                for changes in changes.chunk_by(|one, next| one["seq"] == next["seq"]) {
                    self.mutation(changes);
                }
            }
            "tick" => {
                for list in &mut self.lists {
                    list.has_gap |= frame["lists"][split(list.name).0].as_u64().unwrap_or_default() > list.held;
                }
            }
            _ => {}
        }
    }

    fn mutation(&mut self, changes: &[Value]) {
        for (sub, list) in self.lists.iter_mut().enumerate() {
            let of_list: Vec<_> = changes.iter().filter(|change| change["sub"] == sub).collect();
            let Some(first) = of_list.first() else { continue };
            let (seq, prev) = (first["seq"].as_u64().unwrap(), first["prev"].as_u64().unwrap());
            if prev > list.held {
                list.has_gap = true;
            } else if seq > list.held {
                for change in of_list {
                    list.apply(change);
                }
                list.held = seq;
            }
        }
    }

    fn is_pending(&self, mid: &Value) -> bool {
        self.pending.iter().any(|sent| sent["clientMutationId"] == *mid)
    }

    fn settle(&mut self, mid: &Value) {
        self.pending.retain(|sent| sent["clientMutationId"] != *mid);
    }

    pub(crate) fn is_quiet(&self) -> bool {
        self.taken == self.socket.count()
            && self.pending.is_empty()
            && self.awaited == 0
            && self.socket.closed().is_none()
            && !self.lists.iter().any(|list| list.has_gap)
    }

    /// For whoever reads why a test failed.
    pub(crate) fn state(&self) -> String {
        format!(
            "taken {}/{} pending {:?} awaited {} closed {:?} gaps {:?}",
            self.taken,
            self.socket.count(),
            self.pending,
            self.awaited,
            self.socket.closed(),
            self.lists.iter().map(|l| (l.name, l.held, l.has_gap)).collect::<Vec<_>>()
        )
    }

    pub(crate) fn resumes(&self) -> usize {
        self.resumes
    }

    /// That it shows what is there.
    pub(crate) fn check(&self, project: &Project, context: &str) {
        for list in &self.lists {
            let (rows, ..) = project.page(list.name);
            let shown: Vec<_> = list.rows.values().cloned().collect();
            assert_eq!(shown, rows, "{context}: {}", list.name);
        }
    }
}
