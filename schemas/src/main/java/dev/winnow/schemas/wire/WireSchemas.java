package dev.winnow.schemas.wire;

import dev.winnow.wire.Alert;
import dev.winnow.wire.AuditEntry;
import dev.winnow.wire.Candidate;
import dev.winnow.wire.Cluster;
import dev.winnow.wire.Command;
import dev.winnow.wire.DeadLetter;
import dev.winnow.wire.Event;
import dev.winnow.wire.ModelInput;
import dev.winnow.wire.ShardFacts;
import dev.winnow.wire.Signal;
import dev.winnow.wire.TenantTime;
import dev.winnow.wire.Verdict;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.util.ClassSecurityValidator;

/** The schemas that stand on Winnow's topics. */
public final class WireSchemas {
    static {
        trustWirePackage();
    }

    private static final List<Schema> TOP_LEVEL = List.of(
            Event.getClassSchema(),
            Candidate.getClassSchema(),
            Alert.getClassSchema(),
            Cluster.getClassSchema(),
            Verdict.getClassSchema(),
            Command.getClassSchema(),
            AuditEntry.getClassSchema(),
            DeadLetter.getClassSchema(),
            Signal.getClassSchema(),
            ShardFacts.getClassSchema(),
            TenantTime.getClassSchema(),
            ModelInput.getClassSchema());

    private WireSchemas() {}

    /** One schema per kind of topic, in the order of the data flow. */
    public static List<Schema> all() {
        return TOP_LEVEL;
    }

    /** The reading and writing rules of the generated classes, logical types included. */
    public static SpecificData data(Schema schema) {
        return SpecificData.getForSchema(schema);
    }

    // Avro 1.12.2 refuses to instantiate classes outside its trusted packages, the generated ones included.
    private static void trustWirePackage() {
        ClassSecurityValidator.ClassSecurityPredicate before = ClassSecurityValidator.getGlobal();
        ClassSecurityValidator.setGlobal(ClassSecurityValidator.composite(
                before, type -> type.getPackageName().equals(Event.class.getPackageName())));
    }
}
