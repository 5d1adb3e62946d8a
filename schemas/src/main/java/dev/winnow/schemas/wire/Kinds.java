package dev.winnow.schemas.wire;

import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaIncompatibilityType;
import org.apache.avro.generic.IndexedRecord;
import org.jspecify.annotations.Nullable;

/**
 * Whether resolution kept the kinds of records. Where a reader's union has no branch of the writer's name, Avro takes the
 * first one of the same structure, and records whose fields all have defaults are of the same structure as any other: a
 * command to weigh an asset would be read as one to change bands.
 */
public final class Kinds {
    private Kinds() {}

    /**
     * What one schema cannot read of another, by Avro's judgement, but for kinds of records that the other has more in a union:
     * a new detail or action. Were earlier releases to read those, none could ever be added, for a union has no default; they
     * refuse the records that use it, one by one.
     */
    public static List<SchemaCompatibility.Incompatibility> faults(Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult()
                .getIncompatibilities()
                .stream()
                .filter(fault -> fault.getType() != SchemaIncompatibilityType.MISSING_UNION_BRANCH
                        || !fault.getMessage().endsWith("RECORD"))
                .toList();
    }

    /** Whether the reader knows every kind of record that the writer might send, so that nothing need be compared. */
    public static boolean areKnown(Schema writer, Schema reader) {
        return names(reader, new HashSet<>()).containsAll(names(writer, new HashSet<>()));
    }

    /** Whether a record and all within it are of the same kinds as before their resolution. */
    public static boolean areSame(@Nullable Object written, @Nullable Object resolved) {
        if (written instanceof IndexedRecord from && resolved instanceof IndexedRecord to) {
            if (!from.getSchema().getFullName().equals(to.getSchema().getFullName())) {
                return false;
            }
            for (Schema.Field field : to.getSchema().getFields()) {
                Schema.Field before = from.getSchema().getField(field.name());
                if (before != null && !areSame(from.get(before.pos()), to.get(field.pos()))) {
                    return false;
                }
            }
        } else if (written instanceof List<?> from && resolved instanceof List<?> to) {
            Iterator<?> after = to.iterator();
            for (Object before : from) {
                if (!areSame(before, after.next())) {
                    return false;
                }
            }
        }
        return true;
    }

    private static Set<String> names(Schema schema, Set<String> names) {
        switch (schema.getType()) {
            case RECORD -> {
                if (names.add(schema.getFullName())) {
                    schema.getFields().forEach(field -> names(field.schema(), names));
                }
            }
            case UNION -> schema.getTypes().forEach(branch -> names(branch, names));
            case ARRAY -> names(schema.getElementType(), names);
            case MAP -> names(schema.getValueType(), names);
            default -> {
                // The others hold no record.
            }
        }
        return names;
    }
}
