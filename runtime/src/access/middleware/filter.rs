use super::{Context, Middleware, Next, Outcome};
use crate::{access::Refusal, schema::Schema};

/// Refuses every collection that is not among these names on the wire: 403, or 401 where nobody is known.
pub fn create_collection_filter_middleware(allowed: &[&'static str]) -> CollectionFilter {
    CollectionFilter(allowed.to_vec())
}

/// See [`create_collection_filter_middleware`].
#[derive(Debug, Clone)]
pub struct CollectionFilter(Vec<&'static str>);

impl<User, Access, Env> Middleware<User, Access, Env> for CollectionFilter {
    type Error = Refusal;

    async fn handle(
        &self,
        ctx: &mut Context<User, Access, Env>,
        next: Next<User, Access, Env>,
    ) -> Result<Outcome, Refusal> {
        if self.0.contains(&ctx.collection()) { Ok(next.run(ctx).await?) } else { Ok(Outcome::refused()) }
    }

    fn check(&self, schema: &Schema) -> Result<(), String> {
        known("create_collection_filter_middleware", self.0.iter().copied(), schema)
    }
}

/// A name with a typo in it would be a rule for nothing.
pub(super) fn known<'a>(place: &str, names: impl IntoIterator<Item = &'a str>, schema: &Schema) -> Result<(), String> {
    for name in names {
        if schema.find(name).is_none() {
            let known: Vec<_> = schema.collections.iter().map(|collection| format!("`{}`", collection.name)).collect();
            return Err(format!("`{place}` names the collection `{name}`, but there are {}", known.join(", ")));
        }
    }
    Ok(())
}
