//! XLIFF inside an archive: what memoQ exports as MQXLZ, with the skeleton of the
//! document beside it.

use std::borrow::Cow;

use crate::package::{Package, is_package};
use crate::{ReadError, UnitSource};

/// How the names of XLIFF files end.
const ENDS: [&str; 4] = [".mqxliff", ".sdlxliff", ".xliff", ".xlf"];

/// The XLIFF file that an archive holds; anything else as it is.
pub(crate) fn unpacked(mut source: UnitSource) -> Result<UnitSource, ReadError> {
    if !is_package(source.head()?) {
        return Ok(source);
    }
    let path = source.path().to_owned();
    let mut package = Package::of_source(source)?;
    let names = package.names().map(Cow::into_owned);
    let found: Vec<String> = names
        .filter(|name| ENDS.iter().any(|end| name.ends_with(end)))
        .collect();
    let [name] = found.as_slice() else {
        return Err(ReadError::Unfit {
            what: format!(
                "it is an archive that holds {} XLIFF files, where one is wanted",
                found.len()
            ),
            hint: "unpack it, and name the XLIFF files themselves",
        });
    };
    UnitSource::from_stream(path, package.part(name)?)
}
