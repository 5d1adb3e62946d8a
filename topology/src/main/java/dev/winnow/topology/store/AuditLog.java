package dev.winnow.topology.store;

import dev.winnow.audit.entry.AuditKind;
import dev.winnow.audit.entry.ChainDescription;
import dev.winnow.audit.entry.ChainHead;
import dev.winnow.audit.entry.ChainWriter;
import dev.winnow.audit.entry.Origin;
import dev.winnow.audit.entry.SealedEntry;
import dev.winnow.detectors.hash.Sha256;
import dev.winnow.schemas.wire.SchemaText;
import dev.winnow.schemas.wire.SingleObjectCodec;
import dev.winnow.topology.settings.AuditSettings;
import dev.winnow.topology.settings.TopologySettings;
import dev.winnow.wire.AuditEntry;
import dev.winnow.wire.ConfigDetail;
import dev.winnow.wire.GenesisDetail;
import dev.winnow.wire.SchemaDetail;
import dev.winnow.wire.Source;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * The audit chain of one triage task: seals entries, and keeps the head and the source watermarks in one store, so that
 * both commit with what they speak of. The head holds no secret. One owner; made anew whenever the task starts.
 */
public final class AuditLog {
    private static final Bytes HEAD = Bytes.wrap("head".getBytes(StandardCharsets.US_ASCII));
    private static final Bytes CONFIG = Bytes.wrap("config".getBytes(StandardCharsets.US_ASCII));
    private static final Bytes SCHEMA = Bytes.wrap("schema".getBytes(StandardCharsets.US_ASCII));
    private static final String SCHEMA_NAME = AuditEntry.getClassSchema().getFullName();

    private final KeyValueStore<Bytes, byte[]> store;
    private final TopologySettings settings;
    private final int partition;
    private final Origin origin;
    private final SingleObjectCodec codec;
    private final byte[] schemaText;
    private final byte[] schemaHash;
    private final byte[] configHash;
    private final List<Entry> unsent = new ArrayList<>();
    private byte @Nullable [] loggedSchema;
    private byte @Nullable [] loggedConfig;
    /** Whether the store has yet to hear of the hashes that were logged last. */
    private boolean isLogChanged;

    private @Nullable ChainWriter writer;

    /**
     * A sealed entry, ready to be sent.
     *
     * @param header the 138 bytes of the record header
     */
    public record Entry(byte[] key, byte[] value, byte[] header, long eventTimeMillis) {}

    public AuditLog(KeyValueStore<Bytes, byte[]> store, TopologySettings settings, int partition) {
        this.store = store;
        this.settings = settings;
        this.partition = partition;
        // Never a registry's frame: the log must be readable when the registry is gone.
        this.codec = settings.codec().singleObject();
        this.schemaText = SchemaText.of(codec.schema(SCHEMA_NAME)).getBytes(StandardCharsets.UTF_8);
        this.schemaHash = Sha256.of(schemaText);
        AuditSettings audit = settings.audit();
        this.configHash = Sha256.of(audit.configText().getBytes(StandardCharsets.UTF_8));
        this.origin = new Origin(
                audit.organisation(),
                settings.applicationId(),
                settings.topics().audit(),
                partition,
                audit.generation());
        byte[] head = store.get(HEAD);
        if (head != null && continues(ChainHead.decode(head).origin())) {
            writer = ChainWriter.resume(audit.rootKey(), ChainHead.decode(head));
            loggedSchema = store.get(SCHEMA);
            loggedConfig = store.get(CONFIG);
        }
    }

    /**
     * Whether the stored chain goes on; not where the configuration has begun a later generation.
     *
     * @throws IllegalArgumentException AUD-017 where the chain has another name without being of a later generation
     */
    private boolean continues(Origin stored) {
        if (stored.equals(origin)) {
            return true;
        }
        if (origin.generation() > stored.generation()) {
            return false;
        }
        throw new IllegalArgumentException("AUD-017 chain " + stored + ": the configuration names it " + origin
                + "; put organisation, topic and audit.generation back, or set audit.generation to "
                + (stored.generation() + 1) + " for a new chain");
    }

    /** Origin line of the chain. */
    public String origin() {
        return origin.line();
    }

    /** Whether the record at this place has been taken already. */
    public boolean hasTaken(String topic, int fromPartition, long offset) {
        byte[] mark = store.get(watermarkKey(topic, fromPartition));
        return mark != null && ByteBuffer.wrap(mark).getLong() >= offset;
    }

    /**
     * Seals an entry; it is sent with {@link #take}.
     *
     * @param nowMillis the writer's clock, which only the header carries
     * @return the entry's sequence number
     */
    public long append(
            AuditKind kind,
            String tenant,
            @Nullable Source source,
            String subject,
            SpecificRecord detail,
            long eventTimeMillis,
            long nowMillis) {
        ChainWriter chain = chain(eventTimeMillis, nowMillis);
        byte[] value = body(tenant, source, subject, detail, eventTimeMillis);
        byte[] key = subject.getBytes(StandardCharsets.UTF_8);
        SealedEntry sealed = chain.append(kind, key, value, schemaHash, nowMillis, chain.nextSalt());
        unsent.add(new Entry(key, value, sealed.header(), eventTimeMillis));
        return sealed.seq();
    }

    /** Saves the head and the watermark of the record that was taken, and hands over the sealed entries in their order. */
    public List<Entry> take(String topic, int fromPartition, long offset) {
        store.put(
                watermarkKey(topic, fromPartition),
                ByteBuffer.allocate(Long.BYTES).putLong(offset).array());
        if (writer != null && !unsent.isEmpty()) {
            store.put(HEAD, writer.head().encode());
            if (isLogChanged) {
                store.put(SCHEMA, loggedSchema);
                store.put(CONFIG, loggedConfig);
                isLogChanged = false;
            }
        }
        List<Entry> entries = List.copyOf(unsent);
        unsent.clear();
        return entries;
    }

    /** Whether sealed entries wait to be sent; a failure now must stop the task, for the chain has moved. */
    public boolean hasUnsent() {
        return !unsent.isEmpty();
    }

    /** Begins the chain where there is none, and logs schema and configuration before anything that rests on them. */
    private ChainWriter chain(long eventTimeMillis, long nowMillis) {
        ChainWriter chain = writer;
        if (chain == null) {
            chain = begin(eventTimeMillis, nowMillis);
            writer = chain;
        }
        if (!Arrays.equals(loggedSchema, schemaHash)) {
            loggedSchema = schemaHash;
            isLogChanged = true;
            byte[] value = body(
                    "",
                    null,
                    SCHEMA_NAME,
                    new SchemaDetail(SCHEMA_NAME, new String(schemaText, StandardCharsets.UTF_8)),
                    eventTimeMillis);
            SealedEntry sealed = chain.appendSchema(schemaText, value, schemaHash, nowMillis, chain.nextSalt());
            unsent.add(new Entry(schemaText, value, sealed.header(), eventTimeMillis));
        }
        if (!Arrays.equals(loggedConfig, configHash)) {
            loggedConfig = configHash;
            isLogChanged = true;
            byte[] value = body(
                    "",
                    null,
                    "configuration",
                    new ConfigDetail(
                            ByteBuffer.wrap(configHash), settings.audit().configText()),
                    eventTimeMillis);
            byte[] key = "configuration".getBytes(StandardCharsets.UTF_8);
            SealedEntry sealed = chain.append(AuditKind.CONFIG, key, value, schemaHash, nowMillis, chain.nextSalt());
            unsent.add(new Entry(key, value, sealed.header(), eventTimeMillis));
        }
        return chain;
    }

    private ChainWriter begin(long eventTimeMillis, long nowMillis) {
        AuditSettings audit = settings.audit();
        byte[] nonce = audit.nonce();
        if (nonce.length == 0) {
            nonce = new byte[32];
            new SecureRandom().nextBytes(nonce);
        }
        String guarantee = audit.exactlyOnce()
                ? ChainDescription.Guarantee.EXACTLY_ONCE.text()
                : ChainDescription.Guarantee.AT_LEAST_ONCE.text();
        GenesisDetail genesis = new GenesisDetail(
                1,
                origin.line(),
                audit.generation(),
                settings.applicationId(),
                audit.clusterId(),
                settings.topics().audit(),
                audit.topicId(),
                partition,
                guarantee,
                ChainDescription.KeyMode.STATIC.text(),
                audit.rootKey().keyId(),
                ByteBuffer.wrap(configHash),
                audit.build(),
                ByteBuffer.wrap(nonce));
        byte[] value = body("", null, origin.line(), genesis, eventTimeMillis);
        byte[] salt = Arrays.copyOf(Sha256.of(nonce), 16);
        ChainWriter.Opening opening = ChainWriter.begin(
                audit.rootKey(),
                origin,
                audit.exactlyOnce()
                        ? ChainDescription.Guarantee.EXACTLY_ONCE
                        : ChainDescription.Guarantee.AT_LEAST_ONCE,
                value,
                ChainWriter.noSchema(),
                nowMillis,
                salt);
        unsent.add(new Entry(opening.recordKey(), value, opening.entry().header(), eventTimeMillis));
        return opening.writer();
    }

    private byte[] body(
            String tenant, @Nullable Source source, String subject, SpecificRecord detail, long eventTimeMillis) {
        AuditEntry entry = new AuditEntry(tenant, Instant.ofEpochMilli(eventTimeMillis), source, subject, detail);
        return codec.encode(settings.topics().audit(), entry);
    }

    private static Bytes watermarkKey(String topic, int partition) {
        return Bytes.wrap(("watermark|" + topic + "|" + partition).getBytes(StandardCharsets.UTF_8));
    }
}
