//! What is wrong with a document, and where.

use std::borrow::Cow;
use std::fmt::{self, Display};

use serde::de::{self, Expected, Unexpected};

use super::path::Segment;
use super::{Json, JsonPath};

/// How much of a value an error shows, in characters.
const VALUE_SHOWN: usize = 40;

/// How much of a field's name a path shows, in characters.
const NAME_SHOWN: usize = 64;

/// How long a message may be, in characters.
const MESSAGE_SHOWN: usize = 400;

/// Fields whose values are never shown.
const SECRET_FIELDS: [&str; 3] = ["token", "number", "cvc"];

/// A document that does not fit the type it is read into.
///
/// Its text may be sent to whoever sent the document: it is short, and shows no payment token, card number or security
/// code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path} {problem}")]
#[non_exhaustive]
pub struct DecodeError {
    /// Where. For a missing field, the place where it should be.
    pub path: JsonPath,
    /// What is wrong there.
    pub problem: Problem,
}

/// What is wrong with one value.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Problem {
    /// A required field is not there.
    Missing,
    /// It is `null`, which is not allowed here.
    Null,
    /// It is of another kind.
    WrongType {
        /// The kind it should be, such as `a whole number`.
        expected: String,
        /// The kind it is, such as `a string`.
        found: &'static str,
    },
    /// It is of the right kind, but its value is not acceptable. The message follows on "is not valid: ".
    Invalid(String),
}

/// Follows on the path: `must not be null`.
impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is missing"),
            Self::Null => f.write_str("must not be null"),
            Self::WrongType { expected, found } => write!(f, "must be {expected}, found {found}"),
            Self::Invalid(message) => write!(f, "is not valid: {message}"),
        }
    }
}

/// A problem on its way out of the document. Each level that it passes adds its step.
#[derive(Debug)]
pub(super) struct Failure(Box<Inner>);

#[derive(Debug)]
struct Inner {
    /// Innermost first.
    steps: Vec<Segment>,
    problem: Problem,
    /// Whether `steps` starts at the value that is being read. It does not for what serde finds in its own copy of a
    /// value, which it makes for internally tagged enums: of the steps inside the copy we are told nothing.
    placed: bool,
}

impl Failure {
    fn new(problem: Problem) -> Self {
        Self::with_steps(problem, Vec::new())
    }

    fn with_steps(problem: Problem, steps: Vec<Segment>) -> Self {
        Self(Box::new(Inner { steps, problem, placed: false }))
    }

    pub(super) fn wrong_type(expected: &str, json: &Json<'_>) -> Self {
        match json {
            Json::Null => Self::new(Problem::Null).placed(),
            other => Self::found(other.kind(), expected),
        }
    }

    pub(super) fn found(found: &'static str, expected: &str) -> Self {
        Self::new(Problem::WrongType { expected: expected.to_owned(), found }).placed()
    }

    pub(super) fn invalid(message: impl Display) -> Self {
        Self::new(Problem::Invalid(message.to_string())).placed()
    }

    /// States that the steps so far start at the value that is being read.
    pub(super) fn placed(mut self) -> Self {
        self.0.placed = true;
        self
    }

    /// Names a kind in the words of JSON, where serde named a Rust type, and states the place.
    pub(super) fn expecting(mut self, kind: &str) -> Self {
        if let (Problem::WrongType { expected, .. }, []) = (&mut self.0.problem, self.0.steps.as_slice()) {
            kind.clone_into(expected);
        }
        self.placed()
    }

    /// Places a problem that an object's visitor found. A wrong kind that it finds after it took all members without a
    /// problem lies in its copy of them (`#[serde(flatten)]`).
    pub(super) fn of_object(self, all_taken: bool) -> Self {
        let of_copy = matches!(self.0.problem, Problem::WrongType { .. } | Problem::Null) && self.0.steps.is_empty();
        if all_taken && of_copy { self.somewhere_inside() } else { self.placed() }
    }

    /// Turns a problem that lies at an unknown place inside the value into a problem of the value.
    fn somewhere_inside(mut self) -> Self {
        let part = match self.0.steps.pop() {
            Some(Segment::Field(name)) => format!("`{name}`"),
            _ => "a value".to_owned(),
        };
        self.0.steps.clear();
        self.0.problem = Problem::Invalid(format!("inside it, {part} {}", self.0.problem));
        self.placed()
    }

    /// Steps out of a member of an object.
    pub(super) fn in_field(self, name: &str, value: &Json<'_>) -> Self {
        self.step(Segment::Field(shorten(name, NAME_SHOWN).into_owned()), value)
    }

    /// The name of a member was not acceptable.
    pub(super) fn in_name(self, name: &str) -> Self {
        self.in_field(name, &Json::String(Cow::Borrowed(name)))
    }

    /// Steps out of an element of an array.
    pub(super) fn in_element(self, position: usize, value: &Json<'_>) -> Self {
        self.step(Segment::Index(position), value)
    }

    fn step(self, step: Segment, value: &Json<'_>) -> Self {
        let mut failure = self.leave(value);
        failure.0.steps.push(step);
        failure
    }

    /// The problem is complete as far as this value goes.
    fn leave(mut self, value: &Json<'_>) -> Self {
        let of_value = matches!(self.0.problem, Problem::Invalid(_)) && self.0.steps.is_empty();
        if !self.0.placed && !of_value {
            self = self.somewhere_inside();
        }
        // Messages of types may quote the text that they refuse.
        if let (Problem::Invalid(message), [], Json::String(text)) =
            (&mut self.0.problem, self.0.steps.as_slice(), value)
            && let short @ Cow::Owned(_) = shorten(text, VALUE_SHOWN)
        {
            *message = message.replace(&**text, &short);
        }
        self
    }

    /// The problem of a whole document.
    pub(super) fn into_error(self, document: &Json<'_>) -> DecodeError {
        let Inner { steps, mut problem, .. } = *self.leave(document).0;
        let path = JsonPath::from_inside_out(steps);
        if let Problem::Invalid(message) = &mut problem {
            if SECRET_FIELDS.iter().any(|field| path.passes(field)) {
                "the value is not acceptable".clone_into(message);
            } else if let Cow::Owned(short) = shorten(message, MESSAGE_SHOWN) {
                *message = short;
            }
        }
        DecodeError { path, problem }
    }
}

/// The kind of JSON that serde's name of a Rust type stands for.
fn in_words(rust: String) -> String {
    let kind = match rust.as_str() {
        "i8" | "i16" | "i32" | "i64" | "u8" | "u16" | "u32" | "u64" => "a whole number",
        "f32" | "f64" => "a number",
        object if object.starts_with("struct ") || object.starts_with("internally tagged enum ") => "an object",
        _ => return rust,
    };
    kind.to_owned()
}

/// The first characters of a text, with a mark where it was cut. Owned exactly when it was cut.
pub(super) fn shorten(text: &str, characters: usize) -> Cow<'_, str> {
    match text.char_indices().nth(characters).and_then(|(end, _)| text.get(..end)) {
        Some(start) => Cow::Owned(format!("{start}…")),
        None => Cow::Borrowed(text),
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.problem.fmt(f)
    }
}

impl std::error::Error for Failure {}

impl de::Error for Failure {
    fn custom<T: Display>(message: T) -> Self {
        Self::new(Problem::Invalid(message.to_string()))
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        let found = match found {
            Unexpected::Unit | Unexpected::Option => return Self::new(Problem::Null),
            Unexpected::Bool(_) => "a boolean",
            Unexpected::Unsigned(_) | Unexpected::Signed(_) | Unexpected::Float(_) => "a number",
            Unexpected::Seq => "an array",
            Unexpected::Map => "an object",
            // A secret names what it found by its kind alone.
            Unexpected::Other(kind) => {
                ["a boolean", "a number"].into_iter().find(|known| *known == kind).unwrap_or("a value")
            }
            // What is left are strings, and the ways in which an enum's variant can be written.
            _ => "a string",
        };
        Self::new(Problem::WrongType { expected: in_words(expected.to_string()), found })
    }

    /// The value is not repeated: the place where it stands, and so whether it is a secret, may be unknown.
    fn invalid_value(_: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Self::custom(format_args!("expected {expected}"))
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Self::custom(format_args!("it has {length} elements, expected {expected}"))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Self::custom(format_args!("`{}` is not one of {}", shorten(variant, VALUE_SHOWN), expected.join(", ")))
    }

    fn unknown_field(field: &str, _: &'static [&'static str]) -> Self {
        Self::custom(format_args!("unknown field `{}`", shorten(field, NAME_SHOWN)))
    }

    fn missing_field(field: &'static str) -> Self {
        Self::with_steps(Problem::Missing, vec![Segment::Field(field.to_owned())])
    }

    /// [`parse`](super::parse) lets no key through twice: two names of one field were used.
    fn duplicate_field(field: &'static str) -> Self {
        Self::with_steps(
            Problem::Invalid("it is given twice, under two names".to_owned()),
            vec![Segment::Field(field.to_owned())],
        )
    }
}
