//! The names of every field, in every revision.

use super::Revision;

/// Declares the fields. Four names each: revision A, revisions B and C, revision D, the Google-compatible profile; an empty
/// one where the revision does not have the field. The order is that of the columns.
macro_rules! fields {
    ($( $field:ident: $a:literal $c:literal $d:literal $google:literal, )+) => {
        /// A field of a flat row, by what it means: its name depends on the revision ([`Field::name`]).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum Field {
            $(
                #[doc = concat!("A `", $a, "`, B and C `", $c, "`, D `", $d, "`, Google `", $google, "`.")]
                $field,
            )+
        }

        impl Field {
            /// Every field, in the order of the columns.
            pub const ALL: &'static [Self] = &[$( Self::$field, )+];

            const fn names(self) -> [&'static str; 4] {
                match self {
                    $( Self::$field => [$a, $c, $d, $google], )+
                }
            }
        }
    };
}

fields! {
    IsEligibleSearch: "enable_search" "is_eligible_search" "is_eligible_search" "",
    IsEligibleCheckout: "enable_checkout" "is_eligible_checkout" "is_eligible_checkout" "",
    ItemId: "id" "item_id" "item_id" "id",
    Title: "title" "title" "title" "title",
    Description: "description" "description" "description" "description",
    Url: "link" "url" "url" "link",
    Brand: "brand" "brand" "brand" "brand",
    ImageUrl: "image_link" "image_url" "image_url" "image_link",
    AdditionalImageUrls: "additional_image_link" "additional_image_urls" "additional_image_urls" "additional_image_link",
    VideoUrl: "video_link" "video_url" "" "",
    Model3dUrl: "model_3d_link" "model_3d_url" "" "",
    Price: "price" "price" "price" "price",
    SalePrice: "sale_price" "sale_price" "sale_price" "sale_price",
    SalePriceEffectiveDate: "sale_price_effective_date" "" "" "sale_price_effective_date",
    SalePriceStartDate: "" "sale_price_start_date" "" "",
    SalePriceEndDate: "" "sale_price_end_date" "" "",
    UnitPricingMeasure: "unit_pricing_measure" "unit_pricing_measure" "" "unit_pricing_measure",
    BaseMeasure: "base_measure" "base_measure" "" "unit_pricing_base_measure",
    PricingTrend: "pricing_trend" "pricing_trend" "" "",
    Availability: "availability" "availability" "availability" "availability",
    AvailabilityDate: "availability_date" "availability_date" "" "availability_date",
    InventoryQuantity: "inventory_quantity" "" "" "",
    ExpirationDate: "expiration_date" "expiration_date" "" "expiration_date",
    PickupMethod: "pickup_method" "pickup_method" "" "",
    PickupSla: "pickup_sla" "pickup_sla" "" "",
    Gtin: "gtin" "gtin" "gtin" "gtin",
    Mpn: "mpn" "mpn" "mpn" "mpn",
    IdentifierExists: "" "" "" "identifier_exists",
    Condition: "condition" "condition" "condition" "condition",
    ProductCategory: "product_category" "product_category" "product_category" "product_type",
    GoogleProductCategory: "" "" "" "google_product_category",
    GroupId: "item_group_id" "group_id" "group_id" "item_group_id",
    ItemGroupTitle: "item_group_title" "item_group_title" "" "",
    ListingHasVariations: "" "listing_has_variations" "listing_has_variations" "",
    VariantDict: "" "variant_dict" "variant_dict" "",
    CustomVariant1Category: "Custom_variant1_category" "" "" "",
    CustomVariant1Option: "Custom_variant1_option" "" "" "",
    CustomVariant2Category: "Custom_variant2_category" "" "" "",
    CustomVariant2Option: "Custom_variant2_option" "" "" "",
    CustomVariant3Category: "Custom_variant3_category" "" "" "",
    CustomVariant3Option: "Custom_variant3_option" "" "" "",
    OfferId: "offer_id" "offer_id" "offer_id" "",
    Material: "material" "material" "material" "material",
    Color: "color" "color" "color" "color",
    Size: "size" "size" "size" "size",
    SizeSystem: "size_system" "size_system" "size_system" "size_system",
    SizeType: "" "" "" "size_type",
    Pattern: "" "" "" "pattern",
    Gender: "gender" "gender" "gender" "gender",
    AgeGroup: "age_group" "age_group" "age_group" "age_group",
    Dimensions: "dimensions" "dimensions" "dimensions" "",
    Length: "length" "length" "length" "",
    Width: "width" "width" "width" "",
    Height: "height" "height" "height" "",
    DimensionsUnit: "" "dimensions_unit" "dimensions_unit" "",
    Weight: "weight" "weight" "weight" "",
    ItemWeightUnit: "" "item_weight_unit" "item_weight_unit" "",
    SellerName: "seller_name" "seller_name" "seller_name" "",
    SellerUrl: "seller_url" "seller_url" "seller_url" "",
    MarketplaceSeller: "" "marketplace_seller" "marketplace_seller" "",
    SellerPrivacyPolicy: "seller_privacy_policy" "seller_privacy_policy" "seller_privacy_policy" "",
    SellerTos: "seller_tos" "seller_tos" "seller_tos" "",
    ShippingPrice: "" "" "shipping_price" "",
    Shipping: "shipping" "shipping" "shipping" "shipping",
    DeliveryEstimate: "delivery_estimate" "" "" "",
    IsDigital: "" "is_digital" "is_digital" "",
    AcceptsReturns: "" "accepts_returns" "accepts_returns" "",
    AcceptsExchanges: "" "accepts_exchanges" "accepts_exchanges" "",
    ReturnPolicy: "return_policy" "return_policy" "return_policy" "",
    ReturnDeadlineInDays: "return_window" "return_deadline_in_days" "return_deadline_in_days" "",
    PopularityScore: "popularity_score" "popularity_score" "" "",
    ReturnRate: "return_rate" "return_rate" "" "",
    Warning: "warning" "warning" "" "",
    WarningUrl: "warning_url" "warning_url" "" "",
    AgeRestriction: "age_restriction" "age_restriction" "" "",
    ReviewCount: "product_review_count" "review_count" "review_count" "",
    StarRating: "product_review_rating" "star_rating" "star_rating" "",
    StoreReviewCount: "store_review_count" "store_review_count" "store_review_count" "",
    StoreStarRating: "store_review_rating" "store_star_rating" "store_star_rating" "",
    QAndA: "q_and_a" "q_and_a" "" "",
    Reviews: "raw_review_data" "reviews" "" "",
    RelatedProductId: "related_product_id" "related_product_id" "" "",
    RelationshipType: "relationship_type" "relationship_type" "" "",
    GeoPrice: "geo_price" "geo_price" "" "",
    GeoAvailability: "geo_availability" "geo_availability" "" "",
    TargetCountries: "" "target_countries" "target_countries" "",
    StoreCountry: "" "store_country" "store_country" "",
    IsAdsEligible: "" "is_ads_eligible" "is_ads_eligible" "",
    AdsMetadata: "" "ads_metadata" "ads_metadata" "",
    SubscriptionCost: "" "" "" "subscription_cost",
    CustomLabel0: "" "" "" "custom_label_0",
    CustomLabel1: "" "" "" "custom_label_1",
    CustomLabel2: "" "" "" "custom_label_2",
    CustomLabel3: "" "" "" "custom_label_3",
    CustomLabel4: "" "" "" "custom_label_4",
}

impl Field {
    /// What a revision calls the field, if it has it.
    #[must_use]
    pub fn name(self, revision: Revision) -> Option<&'static str> {
        let [a, c, d, google] = self.names();
        let name = match revision {
            Revision::A => a,
            // Advertising and countries came with C.
            Revision::B if self.came_with_c() => "",
            Revision::B | Revision::C => c,
            Revision::D => d,
            Revision::Google => google,
        };
        (!name.is_empty()).then_some(name)
    }

    /// The field, and its rank among the names for it, where 0 wins (revision D has aliases).
    pub(super) fn find(name: &str, revision: Revision) -> Option<(Self, u8)> {
        if revision == Revision::D {
            let alias = match name {
                "id" => Some((Self::ItemId, 1)),
                "sku" => Some((Self::ItemId, 2)),
                "item_group_id" => Some((Self::GroupId, 1)),
                // In these three pairs the alias wins.
                "enable_search" => Some((Self::IsEligibleSearch, 0)),
                "is_eligible_search" => Some((Self::IsEligibleSearch, 1)),
                "enable_checkout" => Some((Self::IsEligibleCheckout, 0)),
                "is_eligible_checkout" => Some((Self::IsEligibleCheckout, 1)),
                "return_window" => Some((Self::ReturnDeadlineInDays, 0)),
                "return_deadline_in_days" => Some((Self::ReturnDeadlineInDays, 1)),
                "is_eligible_ads" => Some((Self::IsAdsEligible, 1)),
                _ => None,
            };
            if alias.is_some() {
                return alias;
            }
        }
        if matches!(revision, Revision::A | Revision::D) {
            let custom = Self::CUSTOM_VARIANTS.into_iter().find(|field| field.names()[0].eq_ignore_ascii_case(name));
            if let Some(field) = custom {
                return Some((field, 0));
            }
        }
        Self::ALL.iter().copied().find(|field| field.name(revision) == Some(name)).map(|field| (field, 0))
    }

    /// A field by the name that any revision has for it.
    pub(super) fn of_any_revision(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.names().contains(&name))
    }

    /// The three pairs of category and option, in their order.
    pub(super) const CUSTOM_VARIANTS: [Self; 6] = [
        Self::CustomVariant1Category,
        Self::CustomVariant1Option,
        Self::CustomVariant2Category,
        Self::CustomVariant2Option,
        Self::CustomVariant3Category,
        Self::CustomVariant3Option,
    ];

    const fn came_with_c(self) -> bool {
        matches!(self, Self::IsAdsEligible | Self::AdsMetadata | Self::TargetCountries | Self::StoreCountry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    // The renames of the second revision, one by one (facts of the feed, §6).
    #[test]
    fn revisions_rename_fields() {
        for (field, a, c) in [
            (Field::ItemId, "id", "item_id"),
            (Field::Url, "link", "url"),
            (Field::ImageUrl, "image_link", "image_url"),
            (Field::AdditionalImageUrls, "additional_image_link", "additional_image_urls"),
            (Field::VideoUrl, "video_link", "video_url"),
            (Field::Model3dUrl, "model_3d_link", "model_3d_url"),
            (Field::IsEligibleSearch, "enable_search", "is_eligible_search"),
            (Field::IsEligibleCheckout, "enable_checkout", "is_eligible_checkout"),
            (Field::GroupId, "item_group_id", "group_id"),
            (Field::ReturnDeadlineInDays, "return_window", "return_deadline_in_days"),
            (Field::ReviewCount, "product_review_count", "review_count"),
            (Field::StarRating, "product_review_rating", "star_rating"),
            (Field::StoreStarRating, "store_review_rating", "store_star_rating"),
            (Field::Reviews, "raw_review_data", "reviews"),
        ] {
            assert_eq!((field.name(Revision::A), field.name(Revision::C)), (Some(a), Some(c)));
            assert_eq!(Field::find(a, Revision::A), Some((field, 0)));
            assert_eq!(Field::find(c, Revision::C), Some((field, 0)));
        }
        assert_eq!(Field::find("is_ads_eligible", Revision::B), None);
        assert_eq!(Field::find("g:id", Revision::Google), None);
    }

    // Revision D: who wins where two names are sent (facts of the feed, §4.4). `is_ads_enabled` is never read.
    #[test]
    fn revision_d_has_aliases_with_ranks() {
        let rank = |name: &str| Field::find(name, Revision::D).map(|(_, rank)| rank);
        assert!(rank("item_id") < rank("id") && rank("id") < rank("sku"));
        assert!(rank("group_id") < rank("item_group_id"));
        assert!(rank("enable_search") < rank("is_eligible_search"));
        assert!(rank("enable_checkout") < rank("is_eligible_checkout"));
        assert!(rank("is_ads_eligible") < rank("is_eligible_ads"));
        assert!(rank("return_window") < rank("return_deadline_in_days"));
        assert_eq!(Field::find("custom_variant2_option", Revision::D), Some((Field::CustomVariant2Option, 0)));
        assert_eq!(rank("is_ads_enabled"), None);
    }
}
