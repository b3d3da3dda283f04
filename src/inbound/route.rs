//! Step 1: method and path name an operation.

use http::Method;

use super::refusal::Problem;
use crate::acp::Operation;
use crate::types::CheckoutId;

/// An operation, and the session that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Route {
    pub(super) operation: Operation,
    /// The session; a route that has none creates one.
    pub(super) id: Option<CheckoutId>,
}

impl Route {
    /// The session, if it is only read.
    pub(super) fn retrieves(&self) -> Option<&CheckoutId> {
        self.id.as_ref().filter(|_| self.operation == Operation::Retrieve)
    }
}

/// Paths are relative to where the checkout is mounted; no version stands in them (ACP-HDR-17).
pub(super) fn route(method: &Method, path: &str) -> Result<Route, Problem> {
    let mut segments = path.strip_prefix('/').unwrap_or(path).split('/');
    let (first, id, verb, rest) = (segments.next(), segments.next(), segments.next(), segments.next());
    if first != Some("checkout_sessions") || rest.is_some() {
        return Err(Problem::no_such_path());
    }
    let operation = match (id, verb) {
        (None, None) => only(method, Operation::Create)?,
        (Some(""), _) => return Err(Problem::no_such_path()),
        (Some(_), None) => match *method {
            Method::GET => Operation::Retrieve,
            Method::POST => Operation::Update,
            _ => return Err(Problem::method_not_allowed("GET, POST")),
        },
        (Some(_), Some("complete")) => only(method, Operation::Complete)?,
        (Some(_), Some("cancel")) => only(method, Operation::Cancel)?,
        (_, Some(_)) => return Err(Problem::no_such_path()),
    };
    Ok(Route { operation, id: id.map(CheckoutId::from) })
}

fn only(method: &Method, operation: Operation) -> Result<Operation, Problem> {
    if *method == Method::POST { Ok(operation) } else { Err(Problem::method_not_allowed("POST")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn routed(method: &str, path: &str) -> Result<(Operation, Option<String>), (u16, Option<String>)> {
        match route(&method.parse().unwrap(), path) {
            Ok(route) => Ok((route.operation, route.id.map(|id| id.to_string()))),
            Err(problem) => {
                let answer = problem.answer(None);
                let allow = answer.headers.get(http::header::ALLOW).map(|allow| allow.to_str().unwrap().to_owned());
                Err((answer.status.as_u16(), allow))
            }
        }
    }

    // ACP-HDR-17, ACP-CRE-01, ACP-GET-01
    #[test]
    fn five_operations_have_their_paths() {
        let cs_1 = || Some("cs_1".to_owned());
        for (method, path, expected) in [
            ("POST", "/checkout_sessions", (Operation::Create, None)),
            ("GET", "/checkout_sessions/cs_1", (Operation::Retrieve, cs_1())),
            ("POST", "/checkout_sessions/cs_1", (Operation::Update, cs_1())),
            ("POST", "/checkout_sessions/cs_1/complete", (Operation::Complete, cs_1())),
            ("POST", "/checkout_sessions/cs_1/cancel", (Operation::Cancel, cs_1())),
            // An id may look like a verb.
            ("GET", "/checkout_sessions/cancel", (Operation::Retrieve, Some("cancel".to_owned()))),
            ("POST", "/checkout_sessions/a%2Fb/cancel", (Operation::Cancel, Some("a%2Fb".to_owned()))),
        ] {
            assert_eq!(routed(method, path), Ok(expected), "{method} {path}");
        }
    }

    // C-ERR-10
    #[test]
    fn another_method_is_told_which_there_are() {
        for (path, allow, methods) in [
            ("/checkout_sessions", "POST", &["GET", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"][..]),
            ("/checkout_sessions/cs_1", "GET, POST", &["PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "PURGE"]),
            ("/checkout_sessions/cs_1/complete", "POST", &["GET", "PUT"]),
            ("/checkout_sessions/cs_1/cancel", "POST", &["GET", "DELETE"]),
        ] {
            for method in methods {
                assert_eq!(routed(method, path), Err((405, Some(allow.to_owned()))), "{method} {path}");
            }
        }
    }

    #[test]
    fn everything_else_is_not_there() {
        for path in [
            "",
            "/",
            "/checkout_session",
            "/Checkout_Sessions",
            "/v1/checkout_sessions",
            "//checkout_sessions",
            "/checkout_sessions/",
            "/checkout_sessions//complete",
            "/checkout_sessions//",
            "/checkout_sessions/cs_1/",
            "/checkout_sessions/cs_1/refund",
            "/checkout_sessions/cs_1/Complete",
            "/checkout_sessions/cs_1/complete/",
            "/checkout_sessions/cs_1/complete/twice",
            "/checkout_sessions/cs_1/cancel/../complete",
            "/checkout_sessions?x",
        ] {
            for method in ["GET", "POST", "DELETE"] {
                assert_eq!(routed(method, path), Err((404, None)), "{method} {path}");
            }
        }
    }

    #[test]
    fn only_a_retrieve_only_reads() {
        let reads = |method, path| route(&method, path).unwrap().retrieves().map(ToString::to_string);
        assert_eq!(reads(Method::GET, "/checkout_sessions/cs_1").as_deref(), Some("cs_1"));
        assert_eq!(reads(Method::POST, "/checkout_sessions/cs_1"), None);
        assert_eq!(reads(Method::POST, "/checkout_sessions"), None);
    }
}
