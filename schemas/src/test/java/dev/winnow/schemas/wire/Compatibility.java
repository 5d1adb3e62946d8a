package dev.winnow.schemas.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;

/** Whether this build and every release read each other's records, by Avro's own judgement. */
final class Compatibility {
    private static final String REMEDY =
            "; give a new field a default, remove only fields that have one, keep names and"
                    + " types, let enums keep their symbols; see CONTRIBUTING.md, \"Changing a schema\"";

    private Compatibility() {}

    /** What one cannot read of the other, each with where it lies and what to do. */
    static List<String> faults(SchemaHistory history, Map<String, Schema> contracts) {
        List<String> faults = new ArrayList<>();
        for (SchemaHistory.Entry entry : history.entries()) {
            Schema now = contracts.get(entry.schema().getName());
            if (now == null) {
                faults.add(entry.schema().getName() + ": release " + entry.release()
                        + " wrote this contract, and this build has none of that name" + REMEDY);
                continue;
            }
            Schema then = entry.schema();
            SchemaCompatibility.checkReaderWriterCompatibility(now, then)
                    .getResult()
                    .getIncompatibilities()
                    .forEach(fault -> faults.add(
                            text(now, "this build must read what release " + entry.release() + " wrote", fault)));
            Kinds.faults(then, now)
                    .forEach(fault -> faults.add(
                            text(now, "release " + entry.release() + " must read what this build writes", fault)));
        }
        return faults;
    }

    private static String text(Schema contract, String claim, SchemaCompatibility.Incompatibility fault) {
        return contract.getName() + ": " + claim + ", and cannot: " + fault.getType() + " at " + fault.getLocation()
                + ", " + fault.getMessage() + REMEDY;
    }
}
