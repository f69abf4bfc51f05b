use super::situations;

situations! {
    auto_timestamp_without_columns => "
#[collection(single_tenant, auto_timestamp)]
pub struct Todo { pub id: Uuid, pub created_at: Option<Timestamp> }";

    auto_timestamp_with_one_column => "
#[collection(single_tenant, auto_timestamp(made))]
pub struct Todo { pub id: Uuid, pub made: Timestamp }";

    auto_timestamp_with_three_columns => "
#[collection(single_tenant, auto_timestamp(made, changed, seen))]
pub struct Todo { pub id: Uuid, pub made: Timestamp, pub changed: Timestamp, pub seen: Timestamp }";

    auto_timestamp_unknown_columns => "
#[collection(single_tenant, auto_timestamp(mdae, altered))]
pub struct Todo { pub id: Uuid, pub made: Timestamp, pub changed: Timestamp }";

    auto_timestamp_of_the_wrong_type => "
#[collection(single_tenant, auto_timestamp(made, changed))]
pub struct Todo { pub id: Uuid, pub made: Option<Timestamp>, pub changed: i64 }";

    auto_timestamp_one_column_twice => "
#[collection(single_tenant, auto_timestamp(made, made))]
pub struct Todo { pub id: Uuid, pub made: Timestamp }";

    auto_timestamp_false => "
#[collection(single_tenant, auto_timestamp = false)]
pub struct Todo { pub id: Uuid }";

    auto_timestamp_with_quotes => "
#[collection(single_tenant, auto_timestamp(\"made\", \"changed\"))]
pub struct Todo { pub id: Uuid, pub made: Timestamp, pub changed: Timestamp }";
}
