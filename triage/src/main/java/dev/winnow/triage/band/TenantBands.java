package dev.winnow.triage.band;

import dev.winnow.detectors.snapshot.StateReader;
import dev.winnow.detectors.snapshot.StateWriter;
import dev.winnow.triage.state.RowFormat;
import dev.winnow.triage.state.RowKey;
import dev.winnow.triage.state.Rows;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * How a tenant's alerts are banded: as configured, unless a command said otherwise. What a command set holds until a
 * command ends it, whatever the configuration becomes. One owner.
 */
public final class TenantBands {
    /** Asset weights set by command, per tenant. */
    public static final int MOST_WEIGHTS = 1000;

    private static final int VERSION = 1;

    private final BandConfig configured;
    private final Rows rows;
    private byte @Nullable [] lastRow;
    private BandConfig last;

    public TenantBands(BandConfig configured, Rows rows) {
        this.configured = configured;
        this.rows = rows;
        this.last = configured;
    }

    /**
     * Least probabilities of the bands.
     *
     * @throws IllegalArgumentException CFG-011 where they do not rise within (0, 1)
     */
    public record Thresholds(double low, double medium, double high, double critical) {
        public Thresholds {
            new BandConfig(low, medium, high, critical, 0, 0, List.of());
        }
    }

    /** What commands set; what is absent is as configured. */
    private record Overrides(Optional<Thresholds> thresholds, OptionalInt budget, List<AssetWeight> weights) {
        static Overrides none() {
            return new Overrides(Optional.empty(), OptionalInt.empty(), List.of());
        }

        boolean isEmpty() {
            return thresholds.isEmpty() && budget.isEmpty() && weights.isEmpty();
        }
    }

    public BandConfig inForce(String tenant) {
        byte[] row = rows.get(key(tenant));
        if (row == null) {
            return configured;
        }
        if (!Arrays.equals(row, lastRow)) {
            last = merged(decode(row));
            lastRow = row;
        }
        return last;
    }

    public void setThresholds(String tenant, Thresholds thresholds) {
        Overrides before = overrides(tenant);
        write(tenant, new Overrides(Optional.of(thresholds), before.budget, before.weights));
    }

    /** Goes back to the configured thresholds; false where they were in force already. */
    public boolean endThresholds(String tenant) {
        Overrides before = overrides(tenant);
        write(tenant, new Overrides(Optional.empty(), before.budget, before.weights));
        return before.thresholds.isPresent();
    }

    /** @throws IllegalArgumentException CFG-011 where it is below 0 */
    public void setBudget(String tenant, int perDay) {
        Overrides before = overrides(tenant);
        Overrides after = new Overrides(before.thresholds, OptionalInt.of(perDay), before.weights);
        merged(after);
        write(tenant, after);
    }

    /** Goes back to the configured budget; false where it was in force already. */
    public boolean endBudget(String tenant) {
        Overrides before = overrides(tenant);
        write(tenant, new Overrides(before.thresholds, OptionalInt.empty(), before.weights));
        return before.budget.isPresent();
    }

    /** Sets or replaces the weight of a pattern; false where there are {@link #MOST_WEIGHTS} others. The newest counts first. */
    public boolean setWeight(String tenant, AssetWeight weight) {
        Overrides before = overrides(tenant);
        List<AssetWeight> weights = new ArrayList<>(before.weights);
        weights.removeIf(known -> known.entities().equals(weight.entities()));
        if (weights.size() >= MOST_WEIGHTS) {
            return false;
        }
        weights.add(0, weight);
        write(tenant, new Overrides(before.thresholds, before.budget, weights));
        return true;
    }

    /** Takes a weight away that a command set; false where there is none. */
    public boolean endWeight(String tenant, String entities) {
        Overrides before = overrides(tenant);
        List<AssetWeight> weights = new ArrayList<>(before.weights);
        boolean isFound = weights.removeIf(known -> known.entities().equals(entities));
        write(tenant, new Overrides(before.thresholds, before.budget, weights));
        return isFound;
    }

    private BandConfig merged(Overrides overrides) {
        Thresholds thresholds = overrides.thresholds.orElse(
                new Thresholds(configured.low(), configured.medium(), configured.high(), configured.critical()));
        List<AssetWeight> weights = new ArrayList<>(overrides.weights);
        weights.addAll(configured.assets());
        return new BandConfig(
                thresholds.low,
                thresholds.medium,
                thresholds.high,
                thresholds.critical,
                // The configured margin may be too wide for a lower threshold of low.
                Math.min(configured.margin(), thresholds.low / 2),
                overrides.budget.orElse(configured.budgetPerDay()),
                weights);
    }

    private Overrides overrides(String tenant) {
        byte[] row = rows.get(key(tenant));
        return row == null ? Overrides.none() : decode(row);
    }

    private void write(String tenant, Overrides overrides) {
        if (overrides.isEmpty()) {
            rows.delete(key(tenant));
            return;
        }
        StateWriter out = RowFormat.begin(VERSION);
        out.writeBoolean(overrides.thresholds.isPresent());
        overrides.thresholds.ifPresent(thresholds -> out.writeDouble(thresholds.low)
                .writeDouble(thresholds.medium)
                .writeDouble(thresholds.high)
                .writeDouble(thresholds.critical));
        out.writeBoolean(overrides.budget.isPresent());
        overrides.budget.ifPresent(out::writeInt);
        out.writeInt(overrides.weights.size());
        overrides.weights.forEach(weight -> out.writeString(weight.entities()).writeDouble(weight.factor()));
        rows.put(key(tenant), out.toBytes());
    }

    private static Overrides decode(byte[] row) {
        StateReader in = RowFormat.open("band overrides", row, VERSION);
        Optional<Thresholds> thresholds = in.readBoolean()
                ? Optional.of(new Thresholds(in.readDouble(), in.readDouble(), in.readDouble(), in.readDouble()))
                : Optional.empty();
        OptionalInt budget = in.readBoolean() ? OptionalInt.of(in.readInt()) : OptionalInt.empty();
        int count = in.readInt();
        List<AssetWeight> weights = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            weights.add(new AssetWeight(in.readString(), in.readDouble()));
        }
        return new Overrides(thresholds, budget, weights);
    }

    private static String key(String tenant) {
        return RowKey.of("bo", tenant);
    }
}
