//! The house rules that a compiler does not know: which way modules may look, and that the README speaks of this version.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The road that a request travels. A module imports only what stands before it.
const ROAD: [&str; 14] = [
    "types",
    "log",
    "transport",
    "json",
    "model",
    "acp",
    "signature",
    "store",
    "backend",
    "engine",
    "inbound",
    "webhook",
    "feed",
    "payment",
];

/// Where users come in. A door imports anything, and nothing on the road imports a door.
const DOORS: [&str; 8] = ["router", "client", "schema", "testing", "sample", "mcp", "certify", "docs"];

/// What the order alone would allow: the model, the merchant's seam and the engine never see a wire type, nor JSON.
const NEVER: [(&str, &str); 5] =
    [("model", "json"), ("backend", "acp"), ("backend", "json"), ("engine", "acp"), ("engine", "json")];

#[test]
fn modules_import_only_what_stands_before_them() {
    let src = crate::package().join("src");
    let mut files = Vec::new();
    collect(&src, &mut files);
    assert!(!files.is_empty(), "no sources");

    let mut wrong = Vec::new();
    for path in files {
        let below = path.strip_prefix(&src).expect("below src").to_owned();
        let text = fs::read_to_string(&path).expect("a readable source");
        wrong.extend(violations(&below, &text).into_iter().map(|problem| format!("{}: {problem}", below.display())));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_readme_names_this_version() {
    let readme = fs::read_to_string(crate::package().join("README.md")).unwrap_or_default();
    for version in dependency_versions(&readme) {
        assert_eq!(version, env!("CARGO_PKG_VERSION"), "the README's dependency line");
    }
}

#[test]
fn dependency_lines_are_found_in_both_forms() {
    let readme = "agentic-commerce = \"0.1.0\"\nagentic-commerce = { version = \"0.2.0\", features = [\"axum\"] }\n\
                  Cargo adds agentic-commerce for you.\nserde = \"1\"";
    assert_eq!(dependency_versions(readme), ["0.1.0", "0.2.0"]);
}

#[test]
fn violations_are_found_in_every_form_of_import() {
    let of = |path: &str, text: &str| violations(Path::new(path), text);
    // May: what stands before, itself, anything from a door.
    assert_eq!(of("engine/order.rs", "use crate::{types::Money, model::{order, total}};"), [""; 0]);
    assert_eq!(of("engine/order.rs", "use crate::engine::totals;\nuse super::totals;"), [""; 0]);
    assert_eq!(of("router.rs", "use crate::client::Client;\nuse crate::inbound::Pipeline;"), [""; 0]);
    assert_eq!(of("lib.rs", "pub use crate::inbound::Pipeline;"), [""; 0]);
    assert_eq!(
        of("types/money.rs", "/// See [`crate::backend`].\n// crate::engine\nstruct Money; // crate::store"),
        [""; 0]
    );
    // May not.
    for (path, text) in [
        ("types/money.rs", "use crate::model::Order;"),
        ("store/mod.rs", "fn f() { crate::engine::run() }"),
        ("store/mod.rs", "use crate::{\n    types::{Money, Currency},\n    engine,\n};"),
        ("store/mod.rs", "use super::engine::run;"),
        ("store/memory.rs", "use super::super::engine::run;"),
        ("inbound/mod.rs", "use crate::router::checkout;"),
        ("engine/mod.rs", "use crate::acp::rules;"),
        ("model/mod.rs", "use crate::json::Value;"),
        ("types/id.rs", "macro_rules! id { () => { $crate::store::Key } }"),
        ("helpers.rs", "fn f() {}"),
        ("engine/mod.rs", "use crate::Money;"),
    ] {
        assert_eq!(of(path, text).len(), 1, "{path}: {text}");
    }
}

#[test]
fn test_code_may_import_anything() {
    let text = "use crate::types::Money;\n\
                #[cfg(test)]\nuse crate::testing::{\n    clock,\n};\n\
                #[cfg(all(test, feature = \"axum\"))]\nuse crate::client::Client;\n\
                struct S {\n    #[cfg(test)]\n    clock: crate::testing::Clock,\n}\n\
                #[cfg(test)]\nmod tests {\n    use crate::engine::run;\n}\n\
                fn f() { crate::router::checkout() }\n";
    assert_eq!(violations(Path::new("store/mod.rs"), text), ["store imports router"]);
    assert_eq!(violations(Path::new("store/tests.rs"), "use crate::engine::run;"), [""; 0]);
}

/// What a source file imports that it must not.
fn violations(path: &Path, text: &str) -> Vec<String> {
    let parts: Vec<String> = path.with_extension("").iter().map(|part| part.to_string_lossy().into_owned()).collect();
    let module = parts[0].as_str();
    if module == "lib" || parts.iter().any(|part| part == "tests") {
        return Vec::new();
    }
    if !ROAD.contains(&module) && !DOORS.contains(&module) {
        return vec![format!("{module} has no place in the order of modules: give it one in tests/it/house.rs")];
    }
    let depth = parts.len() - usize::from(parts.last().is_some_and(|part| part == "mod"));
    imports(&code(text), depth)
        .into_iter()
        .filter_map(|import| {
            if !ROAD.contains(&import.as_str()) && !DOORS.contains(&import.as_str()) {
                return Some(format!("{module} imports {import} from the root: name the module that it lives in"));
            }
            (!may_import(module, &import)).then(|| format!("{module} imports {import}"))
        })
        .collect()
}

fn may_import(module: &str, import: &str) -> bool {
    let place = |name: &str| ROAD.iter().position(|module| *module == name);
    match (place(module), place(import)) {
        _ if module == import => true,
        (None, _) => true,
        (Some(_), None) => false,
        (Some(module_place), Some(import_place)) => import_place < module_place && !NEVER.contains(&(module, import)),
    }
}

/// The code of a formatted source: without comments, without what is compiled for tests only.
fn code(text: &str) -> String {
    let mut code = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        if line.trim() == "#[cfg(test)]" || line.trim().starts_with("#[cfg(all(test,") {
            // The item ends at the first line that closes it at the depth of its attribute.
            let indent = &line[..line.len() - line.trim_start().len()];
            let ends = |line: &str| {
                line.strip_prefix(indent)
                    .is_some_and(|rest| !rest.starts_with([' ', '#']) && (rest.ends_with([';', '}', ','])))
            };
            lines.by_ref().find(|line| ends(line));
        } else if !line.trim_start().starts_with("//") {
            code.push_str(line.split(" // ").next().unwrap_or_default());
            code.push('\n');
        }
    }
    code
}

/// The names that code reaches for in the root of the crate, from a module `depth` levels below it.
fn imports(code: &str, depth: usize) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for (at, _) in code.match_indices("crate::").chain(code.match_indices("super::")) {
        if code[..at].ends_with(|before: char| before.is_alphanumeric() || matches!(before, '_' | ':')) {
            continue; // a part of a longer word, or not the beginning of the path
        }
        let (mut rest, mut up) = match code[at..].strip_prefix("crate::") {
            Some(rest) => (rest, depth),
            None => (&code[at..], 0),
        };
        while let Some(further) = rest.strip_prefix("super::") {
            (rest, up) = (further, up + 1);
        }
        if up >= depth {
            heads(rest, &mut found);
        }
    }
    found
}

/// The first names of a path: `a` of `a::b`, `a` and `c` of `{a::b, c}`.
fn heads(path: &str, found: &mut BTreeSet<String>) {
    let Some(group) = path.strip_prefix('{') else {
        found.insert(name(path));
        return;
    };
    let mut depth = 0;
    let mut start = 0;
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                found.insert(name(group[start..at].trim_start()));
                start = at + 1;
                if character == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    found.remove("");
}

/// The identifier that a text begins with.
fn name(text: &str) -> String {
    text.chars().take_while(|character| character.is_alphanumeric() || *character == '_').collect()
}

/// Every Rust source below a folder.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a readable folder") {
        let path = entry.expect("a readable entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// The versions by which a text tells Cargo to depend on this crate.
fn dependency_versions(text: &str) -> Vec<&str> {
    text.lines()
        .filter_map(|line| line.trim().strip_prefix(concat!(env!("CARGO_PKG_NAME"), " = ")))
        .filter_map(|value| value.strip_prefix("{ version = ").unwrap_or(value).split('"').nth(1))
        .collect()
}
