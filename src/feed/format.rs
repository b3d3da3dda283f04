//! What a feed can look like.

/// Declares words that will get more: a format, a revision.
macro_rules! words {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $(#[$variant_meta:meta])* $variant:ident = $text:literal, )+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $( $(#[$variant_meta])* $variant, )+
        }

        impl $name {
            /// Every one there is.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word for it, as the command line of the example takes it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $( Self::$variant => $text, )+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text).ok_or(UnknownWord(&[$($text),+]))
            }
        }
    };
}

/// Neither a format nor a revision.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("one of {}", .0.join(", "))]
pub struct UnknownWord(&'static [&'static str]);

words! {
    /// A state of the field table of flat files. OpenAI dates none of them, so they are lettered here.
    pub enum Revision {
        /// September 2025: `id`, `link`, `enable_search`. The only one that was ever taken as XML.
        A = "a",
        /// February 2026: `item_id`, `url`, `is_eligible_search`.
        B = "b",
        /// April 2026: as B, with advertising and target countries.
        C = "c",
        /// September 2026: nine required fields, aliases with a precedence. What to send today.
        D = "d",
        /// The Google-compatible profile of delimited files. `OpenAI` has to confirm it for a feed.
        Google = "google",
    }
}

words! {
    /// How the rows, or the products, are written down.
    pub enum Format {
        /// Comma-separated values (RFC 4180), lines ended by a line feed.
        Csv = "csv",
        /// The same, separated by tabs.
        Tsv = "tsv",
        /// One JSON object a line and row.
        Jsonl = "jsonl",
        /// RSS 2.0 with the fields of revision A as elements.
        Xml = "xml",
        /// Apache Parquet, compressed by zstd: what `OpenAI` prefers. Needs the feature `parquet`.
        ///
        /// `OpenAI` has published no types of columns. Here every column is optional; texts, amounts and decimals are
        /// `STRING`, flags `BOOLEAN`, whole numbers `INT64`, lists `LIST` of `STRING`, and objects JSON in a `STRING`, as in
        /// the cells of a delimited file.
        Parquet = "parquet",
        /// One product a line with its variants inside: `OpenAI`'s Feed API and its draft of spring 2026.
        OpenAi = "openai",
        /// One product a line as the open protocol has it: Feed API 2026-04-17, `products.jsonl`.
        Acp = "acp",
    }
}

impl Format {
    /// Whether there is one row for each variant, laid out by a [`Revision`].
    #[must_use]
    pub const fn is_flat(self) -> bool {
        matches!(self, Self::Csv | Self::Tsv | Self::Jsonl | Self::Xml | Self::Parquet)
    }

    /// Whether a revision is, or was, taken in this format. Nested formats have no revision.
    #[must_use]
    pub const fn takes(self, revision: Revision) -> bool {
        match (self, revision) {
            (Self::Xml, Revision::A) | (Self::Parquet, Revision::C | Revision::D) | (Self::OpenAi | Self::Acp, _) => {
                true
            }
            (Self::Xml | Self::Parquet, _) | (Self::Jsonl, Revision::Google) => false,
            _ => true,
        }
    }

    /// The flat format that the name of a file says, compressed or not. `.txt` is Google's for TSV.
    #[must_use]
    pub fn of_name(name: &str) -> Option<Self> {
        let name = name.strip_suffix(".gz").or_else(|| name.strip_suffix(".gzip")).unwrap_or(name);
        match name.rsplit_once('.')?.1 {
            "csv" => Some(Self::Csv),
            "tsv" | "txt" => Some(Self::Tsv),
            "jsonl" => Some(Self::Jsonl),
            "xml" => Some(Self::Xml),
            "parquet" => Some(Self::Parquet),
            _ => None,
        }
    }

    /// How names of its files end, without `.gz`.
    #[must_use]
    pub const fn extension(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Xml => "xml",
            Self::Parquet => "parquet",
            Self::Jsonl | Self::OpenAi | Self::Acp => "jsonl",
        }
    }
}
