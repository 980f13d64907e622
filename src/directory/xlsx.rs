//! Excel workbooks.

use super::codes::Code;
use super::fault::Faults;

/// Refuses a workbook: only text formats are read so far.
pub(crate) fn refuse(faults: &mut Faults) {
    faults.add(Code::OtherKind, None, None, |_| {
        "The file is a zip or an Excel workbook; save the worksheet as CSV.".to_owned()
    });
}
