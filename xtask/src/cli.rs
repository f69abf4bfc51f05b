use crate::error::Failure;

pub(crate) const HELP: &str = "\
cargo xtask demo [EXAMPLE] [--port N] [--watch]
                                        build an example and serve it on 127.0.0.1 (default: todo-app, 8787); --watch: with hot
                                        updates, and the Worker built anew when its sources change
cargo xtask build EXAMPLE               make EXAMPLE/dist, the folder that `wrangler deploy` takes; it is tried, and nothing is sent
cargo xtask new PATH                    make an app of your own in an empty folder outside of this checkout
cargo xtask test [--quick]              run every test there is; --quick: those that need no Worker and no browser
cargo xtask bench [--quick] [--only SCENARIO,..] [--rounds N] [--growth] [--docs] [--json FILE]
                                        measure beside servers written by hand; --quick: one short round; --growth: how cost grows
                                        too; --docs: write docs/performance.md; --json: the results, beside target/bench/bench.json

EXAMPLE is a name in examples/, or the path of an app elsewhere (`../my-app`).
All install what is missing first; the second time they find it.
";

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    Demo { example: String, port: u16, watch: bool },
    Build { example: String },
    New { path: String },
    Test { quick: bool },
    Bench(Bench),
    Help,
}

/// What is measured, and where it goes.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Bench {
    pub(crate) growth: bool,
    /// What the load generator is told: the same words, each known to be one of its own.
    pub(crate) words: Vec<String>,
}

/// What the command line asks for. Nothing is accepted and ignored.
pub(crate) fn parse(words: impl IntoIterator<Item = String>) -> Result<Command, Failure> {
    let mut words = words.into_iter();
    let Some(name) = words.next() else {
        return Err(usage("which command?"));
    };
    match name.as_str() {
        "demo" => demo(words),
        "test" => test(words),
        "bench" => bench(words),
        "help" | "--help" | "-h" => Ok(Command::Help),
        "build" => {
            one(words, "build", "which example? `cargo xtask build todo-app`", |example| Command::Build { example })
        }
        "new" => one(words, "new", "where? `cargo xtask new ../my-app`", |path| Command::New { path }),
        _ => Err(usage(&format!("there is no command `{name}`"))),
    }
}

fn demo(mut words: impl Iterator<Item = String>) -> Result<Command, Failure> {
    let mut example = None;
    let mut port = 8787;
    let mut watch = false;
    while let Some(word) = words.next() {
        match word.as_str() {
            "--help" | "-h" => return Ok(Command::Help),
            "--watch" => watch = true,
            "--port" => {
                let value = words.next().ok_or_else(|| usage("`--port` needs a number"))?;
                port = parse_port(&value)?;
            }
            _ if word.starts_with("--port=") => port = parse_port(&word["--port=".len()..])?,
            _ if word.starts_with('-') => {
                return Err(usage(&format!("`demo` has no option `{word}`")));
            }
            _ if example.is_some() => return Err(usage("`demo` serves one example at a time")),
            _ => example = Some(word),
        }
    }
    Ok(Command::Demo { example: example.unwrap_or_else(|| "todo-app".to_owned()), port, watch })
}

/// A command that takes one word, and no option.
fn one(
    words: impl Iterator<Item = String>,
    name: &str,
    missing: &str,
    command: impl Fn(String) -> Command,
) -> Result<Command, Failure> {
    let mut given = None;
    for word in words {
        match word.as_str() {
            "--help" | "-h" => return Ok(Command::Help),
            _ if word.starts_with('-') => return Err(usage(&format!("`{name}` has no option `{word}`"))),
            _ if given.is_some() => return Err(usage(&format!("`{name}` takes one word, and `{word}` is the second"))),
            "" => return Err(usage(missing)),
            _ => given = Some(word),
        }
    }
    given.map(command).ok_or_else(|| usage(missing))
}

fn test(words: impl Iterator<Item = String>) -> Result<Command, Failure> {
    let mut quick = false;
    for word in words {
        match word.as_str() {
            "--help" | "-h" => return Ok(Command::Help),
            "--quick" => quick = true,
            _ => return Err(usage(&format!("`test` does not take `{word}`"))),
        }
    }
    Ok(Command::Test { quick })
}

/// Names of scenarios are the load generator's to know; numbers and paths are looked at here, before anything long begins.
fn bench(mut words: impl Iterator<Item = String>) -> Result<Command, Failure> {
    let mut bench = Bench::default();
    while let Some(word) = words.next() {
        let (name, value) = match word.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (word.as_str(), None),
        };
        match (name, &value) {
            ("--help" | "-h", None) => return Ok(Command::Help),
            ("--quick" | "--growth" | "--docs", None) => {
                bench.growth |= name == "--growth";
                bench.words.push(word);
            }
            ("--only" | "--rounds" | "--json", _) => {
                let value = value.or_else(|| words.next()).ok_or_else(|| usage(&format!("`{name}` needs a value")))?;
                if name == "--rounds" && !value.parse().is_ok_and(|rounds: u32| rounds > 0) {
                    return Err(usage(&format!("`--rounds {value}`: a number from 1 on")));
                }
                bench.words.push(format!("{name}={value}"));
            }
            _ => return Err(usage(&format!("`bench` does not take `{word}`"))),
        }
    }
    Ok(Command::Bench(bench))
}

fn parse_port(text: &str) -> Result<u16, Failure> {
    match text.parse() {
        Ok(port) if port > 0 => Ok(port),
        _ => Err(usage(&format!("`{text}` is not a port: a number from 1 to 65535"))),
    }
}

fn usage(problem: &str) -> Failure {
    Failure::Usage(format!("{problem}\n\n{HELP}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, Failure> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    fn refused(line: &str) -> String {
        match parsed(line) {
            Err(failure) => {
                assert_eq!(failure.exit_code(), 2, "{line}");
                failure.text().unwrap()
            }
            Ok(command) => panic!("`{line}` was taken as {command:?}"),
        }
    }

    fn demo(example: &str, port: u16) -> Command {
        Command::Demo { example: example.to_owned(), port, watch: false }
    }

    #[test]
    fn demo_has_defaults() {
        assert_eq!(parsed("demo").unwrap(), demo("todo-app", 8787));
        assert_eq!(parsed("demo --port 9000 bulk-todo").unwrap(), demo("bulk-todo", 9000));
        assert_eq!(parsed("demo bulk-todo --port=9000").unwrap(), demo("bulk-todo", 9000));
    }

    #[test]
    fn a_port_is_a_number() {
        for port in ["0", "65536", "-1", "http", ""] {
            assert!(refused(&format!("demo --port={port}")).contains("is not a port"), "{port}");
        }
        assert!(refused("demo --port").contains("needs a number"));
    }

    #[test]
    fn test_takes_quick() {
        assert_eq!(parsed("test").unwrap(), Command::Test { quick: false });
        assert_eq!(parsed("test --quick").unwrap(), Command::Test { quick: true });
        assert!(refused("test --fast").contains("`--fast`"));
    }

    #[test]
    fn bench_tells_the_load_generator_what_it_was_told() {
        let bench = |line: &str| match parsed(line) {
            Ok(Command::Bench(bench)) => (bench.growth, bench.words.join(" ")),
            other => panic!("`{line}` was taken as {other:?}"),
        };
        assert_eq!(bench("bench"), (false, String::new()));
        assert_eq!(bench("bench --growth --docs"), (true, "--growth --docs".to_owned()));
        assert_eq!(bench("bench --quick --only list,bulk"), (false, "--quick --only=list,bulk".to_owned()));
        assert_eq!(bench("bench --rounds=3 --json a.json"), (false, "--rounds=3 --json=a.json".to_owned()));
        assert!(refused("bench --rounds 0").contains("from 1 on"));
        assert!(refused("bench --only").contains("needs a value"));
        assert!(refused("bench --quick=1").contains("`--quick=1`"));
        assert!(refused("bench fast").contains("`fast`"));
    }

    #[test]
    fn demo_watches_when_it_is_told_to() {
        let watching = Command::Demo { example: "todo-app".to_owned(), port: 9000, watch: true };
        assert_eq!(parsed("demo --watch --port 9000").unwrap(), watching);
    }

    #[test]
    fn build_and_new_take_one_word() {
        assert_eq!(parsed("build bulk-todo").unwrap(), Command::Build { example: "bulk-todo".to_owned() });
        assert_eq!(parsed("new ../my-app").unwrap(), Command::New { path: "../my-app".to_owned() });
        assert_eq!(parsed("new --help").unwrap(), Command::Help);
        assert!(refused("build").contains("which example"));
        assert!(refused("new").contains("where"));
        assert!(refused("build a b").contains("`b` is the second"));
        assert!(refused("build todo-app --release").contains("`--release`"));
    }

    #[test]
    fn unknown_words_are_refused() {
        assert!(refused("").contains("which command"));
        assert!(refused("serve").contains("`serve`"));
        assert!(refused("demo --host 0.0.0.0").contains("`--host`"));
        assert!(refused("demo a b").contains("one example"));
    }
}
