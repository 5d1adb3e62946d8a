package dev.winnow.schemas.wire;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;

/** Bytes of wire records on a topic. Implementations are thread-safe. */
public interface WireCodec {
    /**
     * Makes ready for writing records of that schema to that topic. An application calls it at start for each topic it
     * writes, so that a registry that is down or refuses the schema is known before the first record; encoding does the same
     * by itself. Without a registry there is nothing to do.
     *
     * @throws RuntimeException REG-002 to REG-007, if the registry cannot be used or refuses the schema
     */
    default void prepare(String topic, Schema schema) {}

    /**
     * Encodes a record.
     *
     * @param topic topic that the bytes are for; a registry derives the subject from it
     * @throws RuntimeException REG-002 to REG-007, if a registry is asked and cannot be used or refuses the schema
     */
    byte[] encode(String topic, SpecificRecord record);

    /**
     * Single-object encoding of the same schemas, for what no registry may frame: topics that no one else reads, and the
     * audit log, whose bodies must be readable when the registry is gone.
     */
    SingleObjectCodec singleObject();

    /**
     * Decodes a record into the class generated from this build's schema, whatever version wrote it.
     *
     * @throws WireFormatException WIR-001 to WIR-006, if the bytes are not a record of a known schema
     * @throws RuntimeException REG-002, REG-003, REG-006 or REG-007, if a registry is asked and cannot be used
     */
    SpecificRecord decode(String topic, byte[] bytes);
}
