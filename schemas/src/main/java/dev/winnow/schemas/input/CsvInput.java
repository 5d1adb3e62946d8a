package dev.winnow.schemas.input;

/**
 * Any CSV with a header line; type {@code numeric} unless the mapping names another.
 *
 * <p>With declared fields, those and nothing else. Without, every column whose value parses as a number becomes a
 * number, any other value a text under the column's name; columns ending in {@code label} are left out. The time is the
 * mapping's column, else {@code time}, else {@code timestamp}; the entity see {@link Mapping}. An empty value is a
 * missing one.
 */
final class CsvInput implements InputFormat {
    static final String NAME = "csv";

    private final InputOptions options;
    private final GenericFields fields;
    private final HeaderCache<CsvRecord.Header> headers = new HeaderCache<>();

    CsvInput(InputOptions options) {
        this.options = options;
        this.fields = new GenericFields(options);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Framing framing() {
        return Framing.CSV_WITH_HEADER;
    }

    @Override
    public Decoded decode(byte[] record) {
        return decode(record, 0);
    }

    @Override
    public Decoded decode(byte[] record, long recordMillis) {
        try {
            CsvRecord csv = CsvRecord.read(record, options, headers);
            GenericFields.Row row = fields.row();
            for (int i = 0; i < csv.columns(); i++) {
                row.value(csv.name(i), csv.value(i), GenericFields.Kind.UNTYPED);
            }
            return row.finish(recordMillis);
        } catch (Refusal refusal) {
            return refusal.decoded(NAME);
        }
    }
}
