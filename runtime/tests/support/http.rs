//! A request as the Worker takes it between its door and the room: the router, the body, the room, the answer's text.

use ferrosync::{
    access::Pass,
    api::{Operation, Target},
    protocol::Error,
    room::Caller,
    schema::Schema,
    testing::{TestRoom, World},
};

/// Asks for something and runs the world until it is answered, by the room that `object` gives for a sync id. `Ok` is a body.
pub(crate) fn ask(
    world: &World,
    schema: &Schema,
    object: impl Fn(&str) -> TestRoom,
    (method, url, body): (&str, &str, &[u8]),
    pass: &Pass,
) -> Result<String, Error> {
    let Target::Api(operation) = Target::of(schema, method, url)? else {
        return Ok("null".to_owned());
    };
    let Some(room) = operation.sync_id().map(|id| object(id.as_str())) else {
        return Ok("null".to_owned());
    };
    let pass = pass.clone();
    match operation {
        Operation::Health => Ok("null".to_owned()),
        Operation::List { query, held, .. } => world.run(async move {
            let listed = room.answer_list(&query, held.as_ref(), &pass).await?;
            Ok(listed.body(query.collection.name))
        }),
        Operation::Get { query, .. } => world.run(async move { Ok(room.get(&query).await?.body()) }),
        Operation::Mutate(mutation) => {
            let request = mutation.request(body)?;
            let caller = Caller { pass, ..Caller::default() };
            world.run(async move { Ok(room.submit(request, &caller).await?.answer().await?.body()) })
        }
    }
}
