//! What the README shows is so.

use agentic_commerce::sample::{Catalog, token};

fn readme() -> String {
    std::fs::read_to_string(crate::package().join("README.md")).expect("the README")
}

#[test]
fn the_catalog_in_the_readme_is_one() {
    let readme = readme();
    let (_, rest) = readme.split_once("```json\n").expect("a catalog");
    let (json, _) = rest.split_once("```").expect("its end");
    let catalog = Catalog::from_json(json).expect("a good catalog");
    assert_eq!(catalog.products().count(), 2);
    assert_eq!(catalog.shipping().count(), 1);
    assert!(catalog.discount("fiveoff").is_some());
}

#[test]
fn the_readme_lists_every_test_token() {
    let readme = readme();
    for token in [
        token::SUCCESS,
        token::DECLINED,
        token::INSUFFICIENT_FUNDS,
        token::THREE_DS,
        token::PENDING,
        token::TIMEOUT,
        token::TIMEOUT_ONCE,
    ] {
        assert!(readme.contains(&format!("| `{token}` |")), "{token}");
    }
}

#[test]
fn the_readme_lists_every_setting_of_the_store() {
    let readme = readme();
    let arguments = crate::package().join("examples/store/arguments.rs");
    let arguments = std::fs::read_to_string(arguments).expect("the arguments of the store");
    let variables: Vec<_> = arguments.split("env = \"").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert_eq!(variables.len(), 12, "{variables:?}");
    for variable in variables {
        assert!(readme.contains(&format!("| `{variable}` |")), "{variable}");
    }
}
