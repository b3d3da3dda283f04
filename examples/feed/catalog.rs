//! A catalog in a file: one product a line.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use agentic_commerce::feed::{CatalogSource, Page};
use agentic_commerce::model::Product;

const PAGE: usize = 500;

/// The products of a file. The mark of a page is the byte that it begins at.
#[derive(Debug)]
pub(crate) struct CatalogFile(pub(crate) PathBuf);

impl CatalogSource for CatalogFile {
    type Error = CatalogError;

    async fn page(&self, after: Option<&str>) -> Result<Page, Self::Error> {
        let mut offset = after.and_then(|mark| mark.parse::<u64>().ok()).unwrap_or(0);
        let broken = |source| CatalogError::File { path: self.0.clone(), source };
        let mut file = File::open(&self.0).map_err(broken)?;
        file.seek(SeekFrom::Start(offset)).map_err(broken)?;
        let mut file = BufReader::new(file);
        let mut products: Vec<Product> = Vec::new();
        let mut line = String::new();
        while products.len() < PAGE {
            line.clear();
            let read = file.read_line(&mut line).map_err(broken)?;
            if read == 0 {
                return Ok(Page::new(products, None));
            }
            if !line.trim().is_empty() {
                let product = serde_json::from_str(&line).map_err(|source| CatalogError::Product {
                    path: self.0.clone(),
                    offset,
                    source,
                })?;
                products.push(product);
            }
            offset += read as u64;
        }
        Ok(Page::new(products, Some(offset.to_string())))
    }
}

/// How many products there are: lines with something on them.
pub(crate) fn count(path: &Path) -> Result<u64, CatalogError> {
    let broken = |source| CatalogError::File { path: path.to_owned(), source };
    let file = BufReader::new(File::open(path).map_err(broken)?);
    let mut count = 0;
    for line in file.lines() {
        count += u64::from(!line.map_err(broken)?.trim().is_empty());
    }
    Ok(count)
}

/// Why the file is no catalog.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CatalogError {
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    #[error("{}: at byte {offset}: {source}", path.display())]
    Product { path: PathBuf, offset: u64, source: serde_json::Error },
}
