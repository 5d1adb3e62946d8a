package dev.winnow.schemas.event;

import java.util.Map;

/**
 * A normalised security event: what every feature set reads, whatever the source format was.
 *
 * <p>Field names are lower case with underscores. The common ones, where the source has them: texts {@code src_ip},
 * {@code dest_ip}, {@code proto}, {@code app_proto}, {@code user}, {@code host}, {@code signature},
 * {@code category}, {@code query}, {@code outcome}; numbers {@code src_port}, {@code dest_port},
 * {@code bytes_out}, {@code bytes_in}, {@code packets_out}, {@code packets_in}, {@code duration} (seconds),
 * {@code severity}.
 *
 * @param type event type within the format, for example {@code flow}, {@code dns}, {@code alert}, {@code auth}
 * @param entity host, address or user whose behaviour is judged; never empty
 * @param timeMillis event time in milliseconds since 1970-01-01T00:00Z, by the source's clock
 * @param numbers numeric fields by name; every value is finite; a missing field is absent, never 0
 * @param texts text fields by name; a missing field is absent, never empty
 */
public record Event(
        String type, String entity, long timeMillis, Map<String, Double> numbers, Map<String, String> texts) {
    public Event {
        if (entity.isEmpty()) {
            throw new IllegalArgumentException("entity must not be empty");
        }
        numbers.forEach((name, value) -> {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("number \"" + name + "\" must be finite, was " + value);
            }
        });
        numbers = Map.copyOf(numbers);
        texts = Map.copyOf(texts);
    }
}
