use core::fmt;

use serde_json::Value;

use super::{Context, IntoRule, Middleware, Next, Outcome, Rule};
use crate::{
    access::Refusal,
    protocol::{Error, UserId, Verb},
    room::Owner,
    schema::{Collection, Column, Kind, Role, Schema},
};

/// Lets users change and delete their own rows only: 403 `FORBIDDEN` for those of others, 401 for whom nobody knows.
///
/// Whose a row is says the collection's `#[owner]` column. The check is a condition of the write itself, so that nothing can
/// come between; a row that is not there, or another tenant's, stays `NOT_FOUND`. In bulk one row of somebody else refuses
/// all. Collections without an owner column are not its business, and neither are reads.
///
/// ```
/// use ferrosync::{access::middleware::{Context, require_owner}, prelude::*};
/// # use ferrosync::schema::Schema;
/// # use serde::{Deserialize, Serialize};
/// # #[derive(Clone)]
/// # struct Env;
/// # async fn session_user(head: &Head, env: &Env) -> Result<Option<String>, String> { Ok(head.bearer()) }
/// # async fn member(user: &String, room: &SyncId, what: What<'_>, env: &Env) -> Result<Option<Role>, String> { Ok(None) }
/// # #[derive(PartialEq, Serialize, Deserialize)]
/// # enum Role { Member, Admin }
///
/// /// Admins may change what others have made.
/// async fn admin_or_owner(ctx: &Context<String, Role, Env>) -> Result<bool, ferrosync::protocol::Error> {
///     let rows = ctx.current().await?;
///     Ok(ctx.access == Role::Admin || rows.iter().all(|row| row["ownerId"].as_str() == ctx.user_id()))
/// }
///
/// fn app(schema: Schema) -> SyncApp<Ready, String, Role, Env> {
///     SyncApp::new(schema)
///         .authenticate(session_user)
///         .authorize(member)
///         .middleware(require_owner().owner_check_query(admin_or_owner))
/// }
/// ```
pub fn require_owner<User, Access, Env>() -> RequireOwner<User, Access, Env> {
    RequireOwner { owner_field: None, check_on_update_delete: true, query: None }
}

/// See [`require_owner`].
pub struct RequireOwner<User, Access, Env> {
    owner_field: Option<&'static str>,
    check_on_update_delete: bool,
    query: Option<Rule<User, Access, Env>>,
}

impl<User, Access, Env> RequireOwner<User, Access, Env> {
    /// The column of this name on the wire says whose a row is, in collections that have it: a text or a UUID that is not
    /// `#[owner]`.
    ///
    /// It is written by the server then as far as that goes: an insert without it gets the user's id, and nobody can make or
    /// change a row to be somebody else's.
    #[must_use]
    pub fn owner_field(mut self, name: &'static str) -> Self {
        self.owner_field = Some(name);
        self
    }

    /// Whether rows that are changed or deleted are asked about, and not only those that are made. They are, unless this says
    /// `false`.
    #[must_use]
    pub fn check_on_update_delete(mut self, check: bool) -> Self {
        self.check_on_update_delete = check;
        self
    }

    /// Asks this instead of comparing the column, when rows are to be changed or deleted: an async function from `&Context`
    /// to a `bool` or a `Result<bool, _>`. What it sees through [`Context::current`] holds when the write is done; what it
    /// reads elsewhere may not.
    #[must_use]
    pub fn owner_check_query<Kind>(mut self, query: impl IntoRule<User, Access, Env, Kind>) -> Self {
        self.query = Some(query.into_rule());
        self
    }

    /// The column that says whose a collection's rows are.
    fn column(&self, collection: &'static Collection) -> Option<&'static Column> {
        self.owner_field.and_then(|name| collection.column(name)).or_else(|| collection.role(Role::Owner))
    }
}

impl<User, Access, Env> Middleware<User, Access, Env> for RequireOwner<User, Access, Env> {
    type Error = Refusal;

    async fn handle(
        &self,
        ctx: &mut Context<User, Access, Env>,
        next: Next<User, Access, Env>,
    ) -> Result<Outcome, Refusal> {
        let (Some(action), Some(column)) = (ctx.action(), self.column(ctx.schema())) else {
            return Ok(next.run(ctx).await?);
        };
        let user = UserId::new(ctx.user_id().ok_or(Error::Unauthenticated)?);
        if column.role == Role::Data {
            name_owner(ctx, column, &user, action.verb())?;
        }
        if self.check_on_update_delete && action.verb() != Verb::Insert {
            match &self.query {
                Some(rule) => {
                    if !rule.ask(ctx).await? {
                        return Err(not_yours());
                    }
                }
                None => ctx.owners.push(Owner { column, user }),
            }
        }
        Ok(next.run(ctx).await?)
    }

    fn check(&self, schema: &Schema) -> Result<(), String> {
        let Some(name) = self.owner_field else {
            return Ok(());
        };
        let columns =
            schema.collections.iter().filter_map(|collection| Some((collection.name, collection.column(name)?)));
        let mut is_there = false;
        for (collection, column) in columns {
            is_there = true;
            let is_text = matches!(column.kind(), Kind::Text | Kind::Uuid);
            if !is_text || !column.is_public() || !matches!(column.role, Role::Data | Role::Owner) {
                return Err(format!(
                    "`require_owner().owner_field(\"{name}\")` needs a text or a UUID that clients may see, which `{name}` of \
                     `{collection}` is not"
                ));
            }
        }
        if is_there {
            return Ok(());
        }
        Err(format!("`require_owner().owner_field(\"{name}\")` names a column that no collection has"))
    }
}

/// Sees to it that rows are made and stay with the user.
fn name_owner<User, Access, Env>(
    ctx: &mut Context<User, Access, Env>,
    column: &Column,
    user: &UserId,
    verb: Verb,
) -> Result<(), Refusal> {
    for fields in ctx.fields_mut() {
        match fields.get(column.wire) {
            Some(Value::String(owner)) if owner == user.as_str() => {}
            Some(_) => return Err(not_yours()),
            None if verb == Verb::Insert => drop(fields.insert(column.wire.to_owned(), user.as_str().into())),
            None => {}
        }
    }
    Ok(())
}

fn not_yours() -> Refusal {
    Error::not_yours().into()
}

impl<User, Access, Env> fmt::Debug for RequireOwner<User, Access, Env> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequireOwner")
            .field("owner_field", &self.owner_field)
            .field("check_on_update_delete", &self.check_on_update_delete)
            .field("owner_check_query", &self.query)
            .finish()
    }
}
