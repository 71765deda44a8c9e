//! Is what was acknowledged what is stored, each of it once? A speed that loses or doubles something is worth nothing.

use std::collections::HashMap;

use anyhow::{Context as _, ensure};
use nocturne_core::block;
use nocturne_shared::outcome::Lane;
use tokio_postgres::Client;
use uuid::Uuid;

use super::{
    orders::Acked,
    workload::{N_TARGETS, Place, SAMPLES_PER_ROW, Shape, kind, target, value},
};

/// What was looked at.
#[derive(Debug, Clone, Copy, Default, serde::Serialize)]
pub(crate) struct Audited {
    /// Records whose ranges were compared.
    pub(crate) records: u64,
    /// Samples in them, as the store counts them.
    pub(crate) samples: u64,
    /// Samples that were decoded and compared one by one.
    pub(crate) compared: u64,
}

/// One agent after one round.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Claim {
    /// Agent.
    pub(crate) agent_id: Uuid,
    /// Epoch of its records.
    pub(crate) epoch: u64,
    /// What it was told.
    pub(crate) acked: Acked,
    /// Look at every sample, not only at ranges and sums.
    pub(crate) decode: bool,
}

/// Compares the blocks and the cursor of one agent with what it was told.
///
/// Ranges must continue from the last record of the round before, so over all rounds they begin at 1 and have neither
/// hole nor overlap.
///
/// # Errors
///
/// The first difference.
pub(crate) async fn agent(database: &Client, shape: Shape, claim: Claim) -> anyhow::Result<Audited> {
    let Claim { agent_id, epoch, acked, decode } = claim;
    let after_seq = i64::try_from(acked.after_seq)?;
    let rows = database
        .query(
            "SELECT epoch, first_seq, last_seq, n_samples, CASE WHEN $3 THEN data END FROM sample_block \
             WHERE agent_id = $1 AND last_seq > $2 ORDER BY first_seq",
            &[&agent_id, &after_seq, &decode],
        )
        .await
        .context("could not read blocks")?;

    let mut audited = Audited::default();
    let mut expected = acked.after_seq + 1;
    let mut held = Held::new(shape, acked);
    let names = if decode { series(database, agent_id).await? } else { HashMap::new() };
    for row in rows {
        let (first, last) = (natural(row.get(1))?, natural(row.get(2))?);
        ensure!(natural(row.get(0))? == epoch, "a block of agent {agent_id} has another epoch than {epoch}");
        ensure!(first == expected, "agent {agent_id}: a block begins at {first}, expected is {expected}");
        ensure!(last >= first, "agent {agent_id}: a block runs from {first} to {last}");
        expected = last + 1;
        audited.samples += natural(i64::from(row.get::<_, i32>(3)))?;
        if let Some(data) = row.get::<_, Option<&[u8]>>(4) {
            held.take(data, &names)
                .with_context(|| format!("agent {agent_id}, records {first} to {last}"))?;
        }
    }
    audited.records = expected - acked.after_seq - 1;
    let through = acked.through_seq;
    ensure!(expected == through + 1, "agent {agent_id}: stored through {}, told {through}", expected - 1);
    let due = (through - acked.after_seq) * u64::from(shape.n_rows * SAMPLES_PER_ROW);
    ensure!(
        audited.samples == due,
        "agent {agent_id}: {} samples are stored, acknowledged are {due}",
        audited.samples
    );
    if decode {
        audited.compared = held.n_found;
        ensure!(
            held.n_found == due,
            "agent {agent_id}: {} samples decode, acknowledged are {due}",
            held.n_found
        );
    }
    cursor(database, claim).await?;
    Ok(audited)
}

/// Nothing may have been put aside or been declared missing.
///
/// # Errors
///
/// Something was.
pub(crate) async fn nothing_aside(database: &Client) -> anyhow::Result<()> {
    let counts = "SELECT (SELECT count(*) FROM ingest_dead_letter), (SELECT count(*) FROM gap)";
    let row = database.query_one(counts, &[]).await.context("could not count dead letters and gaps")?;
    let (dead, gaps): (i64, i64) = (row.get(0), row.get(1));
    ensure!(dead == 0 && gaps == 0, "{dead} dead letters and {gaps} gaps where there must be none");
    Ok(())
}

async fn cursor(database: &Client, claim: Claim) -> anyhow::Result<()> {
    let lane = i16::try_from(Lane::Telemetry.number())?;
    let row = database
        .query_one(
            "SELECT epoch, seq, chain FROM agent_cursor WHERE agent_id = $1 AND lane = $2",
            &[&claim.agent_id, &lane],
        )
        .await
        .context("could not read a cursor")?;
    let stored = (natural(row.get(0))?, natural(row.get(1))?, row.get::<_, &[u8]>(2));
    let told = (claim.epoch, claim.acked.through_seq, claim.acked.chain.as_slice());
    ensure!(stored == told, "agent {}: the cursor is {stored:?}, told was {told:?}", claim.agent_id);
    Ok(())
}

/// Target index and kind of sample by series.
type Names = HashMap<i64, (u32, u32)>;

async fn series(database: &Client, agent_id: Uuid) -> anyhow::Result<Names> {
    let targets: HashMap<String, u32> = (0..N_TARGETS).map(|index| (target(index), index)).collect();
    let rows = database
        .query("SELECT series_id, metric, labels ->> 'target' FROM series WHERE agent_id = $1", &[&agent_id])
        .await
        .context("could not read series")?;
    rows.iter()
        .map(|row| {
            let (metric, target): (&str, &str) = (row.get(1), row.get(2));
            let index = targets.get(target).with_context(|| format!("nobody measures {target}"))?;
            let kind = kind(metric).with_context(|| format!("nobody measures {metric}"))?;
            Ok((row.get(0), (*index, kind)))
        })
        .collect()
}

/// Samples of a round that were found, each once.
struct Held {
    shape: Shape,
    after_seq: u64,
    found: Vec<bool>,
    n_found: u64,
}

impl Held {
    fn new(shape: Shape, acked: Acked) -> Self {
        let n_samples = (acked.through_seq - acked.after_seq) * u64::from(shape.n_rows * SAMPLES_PER_ROW);
        let found = vec![false; usize::try_from(n_samples).unwrap_or(0)];
        Self { shape, after_seq: acked.after_seq, found, n_found: 0 }
    }

    fn take(&mut self, data: &[u8], names: &Names) -> anyhow::Result<()> {
        for sample in block::unpack(data)? {
            let (target_index, kind) = *names
                .get(&sample.series_id)
                .with_context(|| format!("series {} is unknown", sample.series_id))?;
            let place = self.shape.place(sample.at_us, kind);
            let place = place.with_context(|| format!("nothing was measured at {} µs", sample.at_us))?;
            ensure!(
                self.shape.target_index(place.seq, place.row) == target_index,
                "{place:?} is in another series"
            );
            let due = value(place);
            ensure!(
                due.to_bits() == sample.value.to_bits(),
                "{place:?} is {}, measured was {due}",
                sample.value
            );
            let slot =
                self.slot(place).with_context(|| format!("{place:?} was not acknowledged in this round"))?;
            ensure!(!*slot, "{place:?} is stored twice");
            *slot = true;
            self.n_found += 1;
        }
        Ok(())
    }

    fn slot(&mut self, place: Place) -> Option<&mut bool> {
        let record = place.seq.checked_sub(self.after_seq + 1)?;
        let row = record * u64::from(self.shape.n_rows) + u64::from(place.row);
        let index = row * u64::from(SAMPLES_PER_ROW) + u64::from(place.kind);
        self.found.get_mut(usize::try_from(index).ok()?)
    }
}

fn natural(number: i64) -> anyhow::Result<u64> {
    u64::try_from(number).with_context(|| format!("{number} is negative"))
}
