//! Days as partitions.

use jiff::{ToSpan as _, civil::Date, tz::TimeZone};
use nocturne_shared::time::Timestamp;

use crate::{
    error::{StoreError, query},
    pool::{SystemStore, SystemTx},
};

/// Days made ahead: a coordinator that is off over a long weekend finds its partitions.
const AHEAD_DAYS: i64 = 7;
/// Any number that nobody else uses as an advisory lock in this database: "parts" in ASCII.
const LOCK: i64 = 0x70_6172_7473;

/// Makes the partitions from yesterday to a week ahead; returns how many it made.
///
/// # Errors
///
/// The store's.
pub async fn ensure(system: &SystemStore, now: Timestamp) -> Result<i32, StoreError> {
    let (from, to) = wanted(today(now));
    let tx = system.begin("partition_ensure").await?;
    take_turn(&tx).await?;
    let row = tx
        .client()
        .query_one(
            "SELECT partition_ensure($1::text::date, $2::text::date)",
            &[&from.to_string(), &to.to_string()],
        )
        .await
        .map_err(query("partition_ensure"))?;
    tx.commit().await?;
    Ok(row.get(0))
}

/// Drops the partitions of one table that are older than `keep_days`; returns how many.
///
/// # Errors
///
/// The store's.
pub async fn drop_older(
    system: &SystemStore,
    table: &str,
    now: Timestamp,
    keep_days: u32,
) -> Result<i32, StoreError> {
    let keep_from = keep_from(today(now), keep_days);
    let tx = system.begin("partition_drop_before").await?;
    take_turn(&tx).await?;
    let row = tx
        .client()
        .query_one("SELECT partition_drop_before($1, $2::text::date)", &[&table, &keep_from.to_string()])
        .await
        .map_err(query("partition_drop_before"))?;
    tx.commit().await?;
    Ok(row.get(0))
}

/// Coordinators do this at the same hour: of two that make the same partition at once, one would fail.
async fn take_turn(tx: &SystemTx) -> Result<(), StoreError> {
    tx.client()
        .query_one("SELECT pg_advisory_xact_lock($1)", &[&LOCK])
        .await
        .map_err(query("partition_lock"))?;
    Ok(())
}

fn today(now: Timestamp) -> Date {
    now.to_zoned(TimeZone::UTC).date()
}

/// First and last day that must have a partition: yesterday too, for clocks that step back over midnight.
fn wanted(today: Date) -> (Date, Date) {
    (today.saturating_sub(1.day()), today.saturating_add(AHEAD_DAYS.days()))
}

/// First day that is kept.
fn keep_from(today: Date, keep_days: u32) -> Date {
    today.saturating_sub(i64::from(keep_days.min(36_500)).days())
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_week_is_made_ahead_and_whole_days_are_kept() {
        assert_eq!(wanted(date(2026, 3, 1)), (date(2026, 2, 28), date(2026, 3, 8)));
        assert_eq!(keep_from(date(2026, 3, 1), 1), date(2026, 2, 28));
        assert_eq!(keep_from(date(2026, 3, 1), 0), date(2026, 3, 1));
    }
}
