//! Every rule on every type that it fits, and every type that a value can have: what the validators of both languages are
//! asked about. A column has one rule where that is possible, so that each is proven by itself.

use ferrosync::schema::*;

sync_collections![
    /// Rules of texts.
    #[collection(single_tenant, order_by(id, asc))]
    pub struct TextCase {
        pub id: Uuid,
        #[validate(trim)]
        pub trimmed: Option<String>,
        #[validate(lowercase)]
        pub lower: Option<String>,
        #[validate(uppercase)]
        pub upper: Option<String>,
        #[validate(length(min = 2, max = 5))]
        pub short: Option<String>,
        #[validate(length(max = 2_000))]
        pub long: Option<String>,
        #[validate(length(min = 3, message = "needs \"three\" letters, it's said"))]
        pub said: Option<String>,
        #[validate(non_empty)]
        pub filled: Option<String>,
        #[validate(trim, lowercase, length(min = 1, max = 4))]
        pub tidy: Option<String>,
        #[validate(starts_with("a\"\\"))]
        pub start: Option<String>,
        #[validate(ends_with("😀."))]
        pub end: Option<String>,
        #[validate(contains("e\u{301}"))]
        pub part: Option<String>,
        #[validate(one_of("a", "b c", "\"", "漢", "__proto__"))]
        pub choice: Option<String>,
        #[validate(trim, uppercase, length(min = 2, max = 3), starts_with("O"), ends_with("Ä"))]
        pub many: Option<String>,
    }

    /// Texts of a known form.
    #[collection(single_tenant, order_by(id, asc))]
    pub struct FormatCase {
        pub id: Uuid,
        #[validate(email)]
        pub email: Option<String>,
        #[validate(trim, lowercase, email(message = "no address"))]
        pub address: Option<String>,
        #[validate(url)]
        pub url: Option<String>,
        #[validate(uuid)]
        pub key: Option<String>,
        #[validate(pattern("^[a-z0-9]+(?:-[a-z0-9]+)*$"))]
        pub slug: Option<String>,
        #[validate(pattern("\\d{2,3}"))]
        pub digits: Option<String>,
        #[validate(pattern("^.$"))]
        pub one: Option<String>,
        #[validate(pattern("^\\s|\\W\\S$"))]
        pub edges: Option<String>,
        #[validate(pattern("\\b[^\\d\\s]+?\\b"))]
        pub word: Option<String>,
        #[validate(pattern("^(a|\\u{1F600}|\\x41){1,2}\\/?$"))]
        pub escaped: Option<String>,
    }

    /// Rules of numbers.
    #[collection(single_tenant, order_by(id, asc))]
    pub struct NumberCase {
        pub id: Uuid,
        pub i8: Option<i8>,
        pub i16: Option<i16>,
        pub i32: Option<i32>,
        pub i64: Option<i64>,
        pub u8: Option<u8>,
        pub u16: Option<u16>,
        pub u32: Option<u32>,
        #[validate(range(min = -2, max = 300))]
        pub closed: Option<i64>,
        #[validate(range(above = 0, below = 9_007_199_254_740_990))]
        pub open: Option<i64>,
        #[validate(range(min = 10))]
        pub at_least: Option<u8>,
        #[validate(positive)]
        pub positive: Option<i32>,
        #[validate(negative)]
        pub negative: Option<i32>,
        #[validate(multiple_of(5))]
        pub fives: Option<i32>,
        #[validate(one_of(1, -2, 300))]
        pub choice: Option<i64>,
        #[validate(range(min = -0.5, below = 1.5))]
        pub ratio: Option<f64>,
        #[validate(range(above = 0.000_001, max = 1_000_000.25))]
        pub amount: Option<f64>,
        #[validate(non_negative)]
        pub non_negative: Option<f64>,
        #[validate(non_positive)]
        pub non_positive: Option<f64>,
        #[validate(multiple_of(0.1))]
        pub tenths: Option<f64>,
        #[validate(multiple_of(0.25, message = "in quarters"))]
        pub quarters: Option<f64>,
        #[validate(int)]
        pub whole: Option<f64>,
        #[validate(range(min = 0, below = 4_102_444_800_000))]
        pub time: Option<Timestamp>,
    }

    /// Rules of arrays.
    #[collection(single_tenant, order_by(id, asc))]
    pub struct ListCase {
        pub id: Uuid,
        #[validate(items(min = 1, max = 3))]
        pub few: Option<Vec<bool>>,
        #[validate(non_empty)]
        pub filled: Option<Vec<f64>>,
        #[validate(each(length(min = 1, max = 2)))]
        pub words: Option<Vec<String>>,
        #[validate(items(max = 2), each(trim, lowercase, length(max = 3, message = "is too long")))]
        pub tags: Option<Vec<String>>,
        #[validate(each(range(min = 1), multiple_of(2)))]
        pub even: Option<Vec<i32>>,
        #[validate(each(items(max = 1), each(one_of("a", "b"))))]
        pub nested: Option<Vec<Vec<String>>>,
        pub keys: Option<Vec<Uuid>>,
        pub times: Option<Vec<Timestamp>>,
    }

    /// Every type that a value can have, in every place where one can stand.
    #[collection(single_tenant, order_by(id, asc))]
    pub struct ValueCase {
        pub id: Uuid,
        pub status: Option<Status>,
        pub level: Level,
        pub address: Option<Address>,
        pub shape: Option<Shape>,
        pub event: Option<Event>,
        pub mail: Option<Mail>,
        /// The column's rules and those of the type, transforms of both first.
        #[validate(trim, ends_with(".org"), length(max = 12, message = "too long for the column"))]
        pub short_mail: Option<Mail>,
        pub score: Option<Score>,
        #[validate(items(max = 2))]
        pub mails: Option<Vec<Mail>>,
        pub statuses: Option<Vec<Status>>,
        #[validate(items(min = 1))]
        pub addresses: Option<Vec<Address>>,
        pub shapes: Option<Vec<Shape>>,
        pub grid: Option<Vec<Vec<Point>>>,
        pub anything: Option<Json<serde_json::Value>>,
        pub texts: Option<Json<std::collections::BTreeMap<String, String>>>,
        #[validate(items(max = 1))]
        pub things: Option<Vec<Json<serde_json::Value>>>,
    }

    /// Who may write what.
    #[collection(order_by(made_at, desc), auto_timestamp(made_at, changed_at), soft_delete(gone_at))]
    pub struct AccessCase {
        pub id: String,
        #[sync_id]
        pub room: String,
        #[owner]
        pub author: String,
        #[scope]
        pub list: Uuid,
        #[readonly]
        pub kind: Status,
        #[readonly]
        #[default("a")]
        pub origin: String,
        #[private]
        pub secret: Option<String>,
        #[private]
        #[default(0)]
        pub rating: i64,
        #[default(Status::InProgress)]
        pub status: Status,
        pub level: Level,
        #[default([])]
        pub tags: Vec<String>,
        pub title: String,
        pub made_at: Timestamp,
        pub changed_at: Timestamp,
        pub gone_at: Option<Timestamp>,
    }

    #[value(rename_all = "SCREAMING_SNAKE_CASE")]
    pub enum Level {
        Low,
        #[default]
        VeryHigh,
    }

    pub enum Status {
        Open,
        InProgress,
        Done,
    }

    pub struct Address {
        #[validate(trim, length(min = 1, max = 10))]
        pub street: String,
        pub house_number: Option<u16>,
        #[validate(pattern("^[0-9]{5}$"))]
        pub zip: Option<String>,
        pub status: Status,
        pub at: Option<Point>,
        #[validate(items(max = 1), each(starts_with("a")))]
        pub notes: Vec<String>,
    }

    #[value(rename_all = "snake_case")]
    pub struct Point {
        pub long_side: i32,
        #[validate(range(min = -90.0, max = 90.0))]
        pub short_side: Option<f64>,
    }

    pub enum Shape {
        Point,
        Circle {
            #[validate(positive)]
            radius: f64,
        },
        LongPath {
            #[validate(items(min = 2))]
            points: Vec<Point>,
            is_closed: Option<bool>,
        },
    }

    #[value(tag = "kind", rename_all = "kebab-case")]
    pub enum Event {
        SignedIn { mail: Mail, constructor: Option<i64> },
        Nested { shape: Shape, extra: Option<Json<serde_json::Value>> },
    }

    #[validate(lowercase, email)]
    pub struct Mail(pub String);

    #[validate(range(min = 10, max = 100), multiple_of(10))]
    pub struct Score(pub u8);
];
