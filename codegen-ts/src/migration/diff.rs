//! From the tables that there are to those of the schema: which steps.

use ferrosync::{
    schema::Schema,
    sql::ddl::{Model, Table, parents_first},
};

use super::{
    problem::Problem,
    renamed::{Renamed, Renaming, rename},
    step::{Rebuild, Step},
    table::{Alteration, alter},
};

/// The steps from the tables of `old` to those of `schema`, in the order in which they must be taken.
///
/// # Errors
/// Everything that has no way, or loses something without a word in the schema that allows it.
pub fn diff(schema: &Schema, old: &Model) -> Result<Vec<Step>, Vec<Problem>> {
    let new = Model::of(schema);
    let Renamed { tables, gone, steps: renames } = rename(schema, old, &new)?;
    let mut problems = Vec::new();
    let mut plan = Plan { renames, ..Plan::default() };

    for table in tables {
        match &table.was {
            Some(was) => match alter(was, table.new, table.collection) {
                Ok(alteration) => plan.alter(was, table.new, alteration),
                Err(found) => problems.extend(found),
            },
            None if old.existing.contains(&table.new.name) => {
                problems.push(Problem::WasExisting { table: table.new.name.clone() });
            }
            None => plan.create(&table),
        }
    }
    for table in gone {
        if new.existing.contains(&table.name) {
            plan.notes.push(format!("`{}` is somebody else's now, and stays as it is.", table.name));
        } else if schema.dropped.contains(&&*table.name) {
            plan.dropped.push(table.clone());
        } else {
            problems.push(Problem::TableGone { table: table.name.clone(), entity: upper_camel_case(&table.name) });
        }
    }
    let is_new = |name: &&String| !old.existing.contains(name) && old.table(name).is_none();
    plan.notes.extend(
        new.existing.iter().filter(is_new).map(|name| format!("`{name}` is somebody else's table: nothing makes it.")),
    );
    let is_gone = |name: &&String| !new.existing.contains(name) && new.table(name).is_none();
    plan.notes.extend(
        old.existing.iter().filter(is_gone).map(|name| format!("`{name}` is read no more, and stays as it is.")),
    );
    if problems.is_empty() { Ok(plan.steps(&new)) } else { Err(problems) }
}

/// Steps by their kind, until their order is known.
#[derive(Debug, Default)]
struct Plan {
    notes: Vec<String>,
    renames: Vec<Step>,
    creates: Vec<Step>,
    rebuilds: Vec<Rebuild>,
    drop_indexes: Vec<String>,
    columns: Vec<Step>,
    dropped: Vec<Table>,
    create_indexes: Vec<Step>,
}

impl Plan {
    fn create(&mut self, table: &Renaming<'_>) {
        self.creates.push(Step::CreateTable(table.new.clone()));
        self.index(table.new, |_| true);
    }

    fn alter(&mut self, was: &Table, new: &Table, alteration: Alteration) {
        self.notes.extend(alteration.notes);
        if let Some(rebuild) = alteration.rebuild {
            // The indexes go with the old table.
            self.rebuilds.push(rebuild);
            self.index(new, |_| true);
            return;
        }
        let lost = was.indexes.iter().filter(|index| !new.indexes.contains(index));
        self.drop_indexes.extend(lost.map(|index| index.name.clone()));
        self.columns.extend(alteration.columns);
        self.index(new, |index| !was.indexes.contains(index));
    }

    fn index(&mut self, table: &Table, is_new: impl Fn(&ferrosync::sql::ddl::Index) -> bool) {
        let new = table.indexes.iter().filter(|index| is_new(index));
        self.create_indexes
            .extend(new.map(|index| Step::CreateIndex { table: table.name.clone(), index: index.clone() }));
    }

    fn steps(self, new: &Model) -> Vec<Step> {
        // A table cannot have the name of an index. All other indexes stay as long as they can: references are
        // looked up by them while parents are made anew.
        let is_in_the_way = |name: &String| new.tables.iter().any(|table| table.name.eq_ignore_ascii_case(name));
        let of_dropped = self.dropped.iter().flat_map(|table| &table.indexes).map(|index| index.name.clone());
        let mut early: Vec<_> = of_dropped.filter(is_in_the_way).collect();
        let (in_the_way, late): (Vec<_>, Vec<_>) = self.drop_indexes.into_iter().partition(is_in_the_way);
        early.extend(in_the_way);

        let mut steps: Vec<_> = self.notes.into_iter().map(Step::Keep).collect();
        steps.extend(early.into_iter().map(Step::DropIndex));
        steps.extend(self.renames);
        // A table that goes may name one that gets another key, or be named by one that lets go of it: so both kinds are gone
        // before any is made.
        if !self.rebuilds.is_empty() {
            steps.push(Step::SetAside(self.rebuilds.clone()));
        }
        steps.extend(parents_first(self.dropped).into_iter().rev().map(|table| Step::DropTable(table.name)));
        steps.extend(self.creates);
        if !self.rebuilds.is_empty() {
            steps.push(Step::MakeAnew(self.rebuilds));
        }
        steps.extend(late.into_iter().map(Step::DropIndex));
        steps.extend(self.columns);
        steps.extend(self.create_indexes);
        steps
    }
}

/// `todo_lists` → `TodoLists`: a struct that a table could be dropped by.
fn upper_camel_case(table: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>()).unwrap_or_default()
    };
    table.split('_').map(capital).collect()
}
