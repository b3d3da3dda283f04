//! The buyer: the release and the model say the same.

use super::word::same_words;
use crate::acp::v2026_04_17::{
    AccountType, AuthenticationStatus, Buyer, CertificateType, CompanyInfo, LoyaltyInfo, TaxExemption,
};
use crate::model;

pub(super) fn read(buyer: Buyer) -> model::Buyer {
    model::Buyer {
        email: buyer.email,
        first_name: buyer.first_name,
        last_name: buyer.last_name,
        full_name: buyer.full_name,
        phone_number: buyer.phone_number,
        customer_id: buyer.customer_id,
        account_type: buyer.account_type.map(read_account),
        authentication_status: buyer.authentication_status.map(read_authentication),
        company: buyer.company.map(read_company),
        loyalty: buyer.loyalty.map(read_loyalty),
        tax_exemption: buyer.tax_exemption.map(read_exemption),
    }
}

pub(super) fn write(buyer: &model::Buyer) -> Buyer {
    Buyer {
        first_name: buyer.first_name.clone(),
        last_name: buyer.last_name.clone(),
        full_name: buyer.full_name.clone(),
        email: buyer.email.clone(),
        phone_number: buyer.phone_number.clone(),
        customer_id: buyer.customer_id.clone(),
        account_type: buyer.account_type.map(write_account),
        authentication_status: buyer.authentication_status.map(write_authentication),
        company: buyer.company.as_ref().map(write_company),
        loyalty: buyer.loyalty.as_ref().map(write_loyalty),
        tax_exemption: buyer.tax_exemption.as_ref().map(write_exemption),
    }
}

same_words!(read_account, write_account: AccountType = AccountType { Guest, Registered, Business });
same_words!(read_authentication, write_authentication:
    AuthenticationStatus = BuyerAuthentication { Authenticated, Guest, RequiresSignin });
same_words!(read_certificate, write_certificate:
    CertificateType = TaxCertificate { Resale, ExemptOrganization, Government });

fn read_company(company: CompanyInfo) -> model::Company {
    let CompanyInfo { name, tax_id, department, cost_center } = company;
    model::Company { name, tax_id, department, cost_center }
}

fn write_company(company: &model::Company) -> CompanyInfo {
    let model::Company { name, tax_id, department, cost_center } = company.clone();
    CompanyInfo { name, tax_id, department, cost_center }
}

fn read_loyalty(loyalty: LoyaltyInfo) -> model::Loyalty {
    let LoyaltyInfo { tier, points_balance, member_since } = loyalty;
    model::Loyalty { tier, points_balance, member_since }
}

fn write_loyalty(loyalty: &model::Loyalty) -> LoyaltyInfo {
    let model::Loyalty { tier, points_balance, member_since } = loyalty.clone();
    LoyaltyInfo { tier, points_balance, member_since }
}

fn read_exemption(exemption: TaxExemption) -> model::TaxExemption {
    let TaxExemption { certificate_id, certificate_type, exempt_regions, expires_at } = exemption;
    model::TaxExemption {
        certificate_id,
        certificate_type: read_certificate(certificate_type),
        exempt_regions,
        expires_at,
    }
}

fn write_exemption(exemption: &model::TaxExemption) -> TaxExemption {
    let model::TaxExemption { certificate_id, certificate_type, exempt_regions, expires_at } = exemption.clone();
    TaxExemption { certificate_id, certificate_type: write_certificate(certificate_type), exempt_regions, expires_at }
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;

    // ACP-BUY-02
    #[test]
    fn a_buyer_needs_an_email_address_and_keeps_all_else() {
        let least = model::Buyer::new("ada@example.com");
        assert_eq!(to_value(write(&least)).unwrap(), json!({"email": "ada@example.com"}));

        let written = json!({
            "first_name": "Ada", "last_name": "Lovelace", "full_name": "Ada Lovelace", "email": "ada@example.com",
            "phone_number": "+15551234567", "customer_id": "cus_1", "account_type": "business",
            "authentication_status": "requires_signin",
            "company": {"name": "Engines Ltd", "tax_id": "GB1", "department": "R&D", "cost_center": "42"},
            "loyalty": {"tier": "gold", "points_balance": 12, "member_since": "2024-01-02T03:04:05Z"},
            "tax_exemption": {
                "certificate_id": "c1", "certificate_type": "exempt_organization", "exempt_regions": ["CA"],
                "expires_at": "2027-01-01T00:00:00Z"
            }
        });
        let buyer = read(from_value(written.clone()).unwrap());
        assert_eq!(buyer.account_type, Some(model::AccountType::Business));
        assert_eq!(buyer.authentication_status, Some(model::BuyerAuthentication::RequiresSignin));
        assert_eq!(buyer.tax_exemption.as_ref().unwrap().certificate_type, model::TaxCertificate::ExemptOrganization);
        assert_eq!(to_value(write(&buyer)).unwrap(), written);
    }
}
