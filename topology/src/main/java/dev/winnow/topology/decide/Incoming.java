package dev.winnow.topology.decide;

import dev.winnow.topology.mapping.SourceHeader;
import dev.winnow.wire.Candidate;
import dev.winnow.wire.Source;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * A record as decide takes it.
 *
 * @param timeMillis time stamp of the record, which everything that it leads to keeps
 * @param source input record that the candidate, note or verdict came from
 * @param place where decide read the record itself
 */
record Incoming(String tenant, SpecificRecord value, long timeMillis, Source source, Source place) {
    static Incoming of(Record<String, SpecificRecord> record, RecordMetadata place) {
        Source own = new Source(place.topic(), place.partition(), place.offset());
        Source source = record.value() instanceof Candidate candidate
                ? candidate.getSource()
                : SourceHeader.read(record.headers()).orElse(own);
        return new Incoming(record.key(), record.value(), record.timestamp(), source, own);
    }
}
