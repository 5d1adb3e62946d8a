package dev.winnow.app.advise;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a sample is like, and what to do with such data.
 *
 * @param table the rows as a whole
 * @param columns one by one, in the file's order
 * @param recommendation what follows
 */
public record Advice(Table table, List<ColumnAdvice> columns, Recommendation recommendation) {
    public Advice {
        columns = List.copyOf(columns);
    }

    /**
     * The rows as a whole.
     *
     * @param rows rows that were read
     * @param isWhole true if the file has no more
     * @param refused records that the format refuses
     * @param firstRefusal code and reason of the first of them; empty without any
     * @param timeField column of the event time; empty if the format knows, or if there is none
     * @param entityField column of the entity; empty if the format knows, or if there is none
     * @param spanSeconds from the first to the last event; null without a time
     * @param spacingSeconds median time between events of the busiest entity; null without a time
     * @param entities entities seen
     * @param eventsPerEntity median over the entities
     * @param eventsOfBusiest events of the entity that has most
     * @param types rows of each event type
     * @param featureSets feature set that takes each event type; a type that none takes is missing
     */
    public record Table(
            int rows,
            boolean isWhole,
            long refused,
            String firstRefusal,
            String timeField,
            String entityField,
            @Nullable Double spanSeconds,
            @Nullable Double spacingSeconds,
            int entities,
            double eventsPerEntity,
            int eventsOfBusiest,
            Map<String, Integer> types,
            Map<String, String> featureSets) {}

    /**
     * What follows.
     *
     * @param shape {@code series} if neighbouring rows resemble each other, {@code rows} if each stands for itself
     * @param shapeReason why
     * @param readyAfterEvents events after which scores should count
     * @param readyReason why
     * @param windowsSeconds lengths of windows over an entity's events; empty without a time
     * @param shingles rows that a point should be made of, for series; 1 alone otherwise
     * @param members every member, advised or not
     * @param configuration YAML to paste
     */
    public record Recommendation(
            String shape,
            String shapeReason,
            int readyAfterEvents,
            String readyReason,
            List<Long> windowsSeconds,
            List<Integer> shingles,
            List<Member> members,
            String configuration) {
        public Recommendation {
            windowsSeconds = List.copyOf(windowsSeconds);
            shingles = List.copyOf(shingles);
            members = List.copyOf(members);
        }
    }

    /**
     * A member of the ensemble.
     *
     * @param weight advised weight, 0 if it is not advised
     * @param available whether this version can use it in {@code detectors}
     */
    public record Member(String name, double weight, boolean available, String reason) {}
}
