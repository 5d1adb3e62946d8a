package dev.winnow.triage.band;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.triage.calibrate.Calibrated;
import dev.winnow.triage.calibrate.Logit;
import dev.winnow.triage.state.RowFormat;
import dev.winnow.triage.state.RowKey;
import dev.winnow.triage.state.Rows;
import java.util.Optional;

/** Chooses bands: thresholds, asset weight, hysteresis within a fold, and the alert budget. */
public final class Bands {
    // The budget is a leak in log odds: each alert shown raises the tenant's bar for medium by one step, and event time
    // lowers it by as many steps a day as the budget allows, so in the long run the budget's number passes and those
    // that
    // pass are the most probable ones. A hard count per day of the watermark stands behind it. Critical alerts always
    // pass.

    private static final int VERSION = 1;
    private static final double STEP = 0.25;
    private static final long DAY = 86_400_000L;

    private final TenantBands settings;
    private final Rows rows;

    public Bands(TenantBands settings, Rows rows) {
        this.settings = settings;
        this.rows = rows;
    }

    /** @param bar how far the threshold of medium stands above its configured place, in log odds */
    private record Budget(long day, int shown, double bar, long timeMillis) {}

    /**
     * @param fold bands of the open fold that the candidate belongs to, if there is one
     * @param watermark event time of the tenant, for the budget
     */
    public Banded band(Calibrated calibrated, Optional<FoldBands> fold, long watermark) {
        String tenant = calibrated.adjusted().scored().tenant();
        String entity = calibrated.adjusted().scored().entity();
        BandConfig config = settings.inForce(tenant);
        double weighted = config.weigh(calibrated.probability(), entity);
        Band band = config.of(weighted);
        if (fold.isPresent()) {
            Band current = fold.get().current();
            if (band.compareTo(current) < 0 && weighted >= config.floor(current) - config.margin()) {
                band = current;
            }
        }
        boolean held = config.budgetPerDay() > 0
                && (band == Band.MEDIUM || band == Band.HIGH)
                && fold.map(open -> open.highest().compareTo(Band.MEDIUM) < 0).orElse(true)
                && isOverBudget(config, tenant, weighted, watermark);
        return new Banded(calibrated, held ? Band.LOW : band, weighted, held);
    }

    /** Counts a shown alert against the tenant's budget. */
    public void spend(String tenant, Band band, long watermark) {
        BandConfig config = settings.inForce(tenant);
        if (config.budgetPerDay() == 0 || band.compareTo(Band.MEDIUM) < 0) {
            return;
        }
        Budget budget = budget(config, tenant, watermark);
        Budget spent = new Budget(budget.day, budget.shown + 1, budget.bar + STEP, budget.timeMillis);
        rows.put(
                RowKey.of("b", tenant),
                RowFormat.begin(VERSION)
                        .writeLong(spent.day)
                        .writeInt(spent.shown)
                        .writeDouble(spent.bar)
                        .writeLong(spent.timeMillis)
                        .toBytes());
    }

    private boolean isOverBudget(BandConfig config, String tenant, double weighted, long watermark) {
        Budget budget = budget(config, tenant, watermark);
        return budget.shown >= config.budgetPerDay() || Logit.of(weighted) < Logit.of(config.medium()) + budget.bar;
    }

    private Budget budget(BandConfig config, String tenant, long watermark) {
        long day = Math.floorDiv(watermark, DAY);
        byte[] row = rows.get(RowKey.of("b", tenant));
        if (row == null) {
            return new Budget(day, 0, 0, watermark);
        }
        StateReader reader = RowFormat.open("budget", row, VERSION);
        Budget stored = new Budget(reader.readLong(), reader.readInt(), reader.readDouble(), reader.readLong());
        double days = Math.max(0, watermark - stored.timeMillis) / (double) DAY;
        double bar = Math.max(0, stored.bar - STEP * config.budgetPerDay() * days);
        return new Budget(
                Math.max(day, stored.day),
                day > stored.day ? 0 : stored.shown,
                bar,
                Math.max(watermark, stored.timeMillis));
    }
}
