package dev.winnow.topology.ingest;

import dev.winnow.schemas.input.Rejection;
import dev.winnow.schemas.wire.WireCodec;
import dev.winnow.topology.metric.Counters;
import dev.winnow.topology.metric.Counters.Count;
import dev.winnow.wire.Verdict;
import dev.winnow.wire.VerdictKind;
import java.util.Optional;
import java.util.Set;

/** Verdicts. */
public final class DecodeVerdictProcessor extends ClientRecordDecoder<Verdict> {
    private final Counters counters;

    /** @param tenants declared tenants; empty where any tenant is welcome */
    public DecodeVerdictProcessor(WireCodec codec, Set<String> tenants, Counters counters) {
        super(Verdict.class, "FBK", "verdict", "feedback", codec, tenants, counters);
        this.counters = counters;
    }

    @Override
    String tenant(Verdict verdict) {
        return verdict.getTenant();
    }

    @Override
    String undeclaredTenantCode() {
        return "FBK-008";
    }

    @Override
    Optional<Rejection> problem(Verdict verdict) {
        if (verdict.getVerdict() == VerdictKind.UNKNOWN && verdict.getRetracts() == null) {
            return Optional.of(new Rejection(
                    "FBK-004",
                    "verdict: must be one of true_positive, benign_positive, false_positive, duplicate, undetermined,"
                            + " auto_closed; a newer word was sent"));
        }
        boolean isComplete = !verdict.getTenant().isEmpty()
                && !verdict.getAlertId().isEmpty()
                && !verdict.getId().isEmpty()
                && !verdict.getAnalyst().isEmpty();
        return isComplete
                ? Optional.empty()
                : Optional.of(new Rejection("FBK-005", "verdict: id, tenant, alertId and analyst must not be empty"));
    }

    @Override
    void arrived() {
        counters.add(Count.VERDICTS_READ);
    }

    @Override
    void accepted() {
        counters.add(Count.VERDICTS_DECODED);
    }
}
