//! Whether the metadata of an authentication can be told.

use super::Violation;
use crate::model::AuthenticationMetadata;

/// Holds what the shop says of its acquirer against the limits of the protocol (ACP-3DS-04): an agent would refuse the
/// session, and the buyer could never be authenticated.
pub(super) fn audit(metadata: &AuthenticationMetadata) -> Result<(), Violation> {
    let acquirer = &metadata.acquirer_details;
    let limits = [
        (Some(&acquirer.acquirer_bin), 11, "acquirer_bin is longer than 11 characters"),
        (Some(&acquirer.acquirer_merchant_id), 35, "acquirer_merchant_id is longer than 35 characters"),
        (Some(&acquirer.merchant_name), 40, "merchant_name is longer than 40 characters"),
        (acquirer.requestor_id.as_ref(), 35, "requestor_id is longer than 35 characters"),
    ];
    for (text, most, problem) in limits {
        if text.is_some_and(|text| text.chars().nth(most).is_some()) {
            return Err(Violation::Challenge(problem));
        }
    }
    if acquirer.acquirer_country.chars().count() != 2 {
        return Err(Violation::Challenge("acquirer_country is not of two letters"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AcquirerDetails, DirectoryServer};

    fn audited(change: impl FnOnce(&mut AcquirerDetails)) -> bool {
        let mut acquirer = AcquirerDetails::new("412345", "US", "m_1", "Mugs");
        change(&mut acquirer);
        audit(&AuthenticationMetadata::new(acquirer, DirectoryServer::Visa)).is_ok()
    }

    // ACP-3DS-04
    #[test]
    fn the_acquirer_is_told_within_the_limits() {
        assert!(audited(|_| ()));
        assert!(audited(|acquirer| acquirer.acquirer_bin = "1".repeat(11)));
        assert!(!audited(|acquirer| acquirer.acquirer_bin = "1".repeat(12)));
        assert!(audited(|acquirer| acquirer.acquirer_merchant_id = "ü".repeat(35)));
        assert!(!audited(|acquirer| acquirer.acquirer_merchant_id = "m".repeat(36)));
        assert!(audited(|acquirer| acquirer.merchant_name = "ü".repeat(40)));
        assert!(!audited(|acquirer| acquirer.merchant_name = "m".repeat(41)));
        assert!(audited(|acquirer| acquirer.requestor_id = Some("r".repeat(35))));
        assert!(!audited(|acquirer| acquirer.requestor_id = Some("r".repeat(36))));
        for country in ["", "U", "USA"] {
            assert!(!audited(|acquirer| acquirer.acquirer_country = country.to_owned()), "{country}");
        }
    }
}
