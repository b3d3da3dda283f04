//! Promotions, as OpenAI's Feed API has them.

use serde::{Deserialize, Serialize};

use super::FeedApiError;
use crate::feed::FeedError;
use crate::feed::write::{Description, Price};
use crate::model::{self, Benefit, PromotionStatus, PromotionTarget};
use crate::types::{Currency, Money, Timestamp, Uri};

/// The body of a change: a bare list.
pub(in crate::feed) fn promotions_body(promotions: &[model::Promotion]) -> Result<Vec<u8>, FeedApiError> {
    promotions.iter().try_for_each(check)?;
    let list: Vec<Written<'_>> = promotions.iter().map(Written::of).collect();
    serde_json::to_vec(&list).map_err(|error| FeedError::from(std::io::Error::from(error)).into())
}

fn check(promotion: &model::Promotion) -> Result<(), FeedApiError> {
    let refuse = |what| Err(FeedApiError::Promotion { id: promotion.id.clone(), what });
    if promotion.id.is_empty() || promotion.title.is_empty() {
        return refuse("it needs an id and a title");
    }
    if promotion.benefits.is_empty() {
        return refuse("it needs a benefit");
    }
    if promotion.period.0 >= promotion.period.1 {
        return refuse("it must begin before it ends");
    }
    for benefit in &promotion.benefits {
        match benefit {
            Benefit::AmountOff(amount) if amount.is_negative() => return refuse("an amount below zero"),
            Benefit::PercentOff(hundredths) if *hundredths > 10_000 => return refuse("more than 100 percent"),
            _ => {}
        }
    }
    Ok(())
}

#[derive(Serialize)]
struct Written<'a> {
    id: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<Description<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'a PromotionStatus>,
    active_period: Period,
    benefits: Vec<WrittenBenefit>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    applies_to: Vec<WrittenTarget<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a Uri>,
}

#[derive(Serialize, Deserialize)]
struct Period {
    start_time: Timestamp,
    end_time: Timestamp,
}

#[derive(Serialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum WrittenBenefit {
    AmountOff { amount_off: Price },
    PercentOff { percent_off: serde_json::Number },
    FreeShipping,
}

#[derive(Serialize)]
struct WrittenTarget<'a> {
    product_id: &'a str,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    variant_ids: &'a [String],
}

impl<'a> Written<'a> {
    fn of(promotion: &'a model::Promotion) -> Self {
        let target = |target: &'a PromotionTarget| WrittenTarget {
            product_id: &target.product_id,
            variant_ids: &target.variant_ids,
        };
        Self {
            id: &promotion.id,
            title: &promotion.title,
            description: Description::of(&promotion.description),
            status: promotion.status.as_ref(),
            active_period: Period { start_time: promotion.period.0, end_time: promotion.period.1 },
            benefits: promotion.benefits.iter().map(WrittenBenefit::of).collect(),
            applies_to: promotion.applies_to.iter().map(target).collect(),
            url: promotion.url.as_ref(),
        }
    }
}

impl WrittenBenefit {
    fn of(benefit: &Benefit) -> Self {
        match benefit {
            Benefit::AmountOff(amount) => Self::AmountOff { amount_off: Price::of(*amount) },
            Benefit::PercentOff(hundredths) => Self::PercentOff { percent_off: percent(*hundredths) },
            Benefit::FreeShipping => Self::FreeShipping,
        }
    }
}

/// A whole number where it is one: 10, and 12.5.
fn percent(hundredths: u32) -> serde_json::Number {
    if hundredths.is_multiple_of(100) {
        return (hundredths / 100).into();
    }
    // Of two integers, and so finite.
    serde_json::Number::from_f64(f64::from(hundredths) / 100.0).unwrap_or_else(|| 0.into())
}

/// A promotion as a platform tells it. What is not known is left out: a benefit of another kind, a field.
#[derive(Deserialize)]
pub(super) struct ReadPromotion {
    id: String,
    title: String,
    #[serde(default)]
    description: Option<model::Description>,
    status: Option<PromotionStatus>,
    active_period: Period,
    benefits: Vec<ReadBenefit>,
    #[serde(default)]
    applies_to: Option<Vec<ReadTarget>>,
    url: Option<Uri>,
}

#[derive(Deserialize)]
struct ReadTarget {
    product_id: String,
    #[serde(default)]
    variant_ids: Option<Vec<String>>,
}

#[derive(Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum ReadBenefit {
    AmountOff {
        amount_off: ReadPrice,
    },
    PercentOff {
        percent_off: f64,
    },
    FreeShipping,
    #[serde(other)]
    Other,
}

#[derive(Deserialize)]
struct ReadPrice {
    amount: i64,
    currency: Currency,
}

impl ReadBenefit {
    fn benefit(self) -> Option<Benefit> {
        match self {
            Self::AmountOff { amount_off } => {
                Some(Benefit::AmountOff(Money::new(amount_off.amount, amount_off.currency)))
            }
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 0 and 10,000")]
            Self::PercentOff { percent_off } => {
                Some(Benefit::PercentOff((percent_off.clamp(0.0, 100.0) * 100.0).round() as u32))
            }
            Self::FreeShipping => Some(Benefit::FreeShipping),
            Self::Other => None,
        }
    }
}

impl From<ReadPromotion> for model::Promotion {
    fn from(read: ReadPromotion) -> Self {
        let targets = read.applies_to.unwrap_or_default().into_iter();
        let mut promotion = Self::new(
            read.id,
            read.title,
            (read.active_period.start_time, read.active_period.end_time),
            Benefit::FreeShipping,
        );
        promotion.description = read.description.unwrap_or_default();
        promotion.status = read.status;
        promotion.benefits = read.benefits.into_iter().filter_map(ReadBenefit::benefit).collect();
        promotion.applies_to = targets
            .map(|target| PromotionTarget::new(target.product_id, target.variant_ids.unwrap_or_default()))
            .collect();
        promotion.url = read.url;
        promotion
    }
}
