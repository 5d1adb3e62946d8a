package dev.winnow.schemas.output;

import java.util.List;
import java.util.stream.Collectors;

/** The output formats, in the order in which documentation lists them. */
public final class OutputFormats {
    private static final List<OutputFormat> ALL =
            List.of(new AvroOutput(), new JsonOutput(), new EcsOutput(), new OcsfOutput());

    private OutputFormats() {}

    public static List<OutputFormat> all() {
        return ALL;
    }

    /**
     * The format of that name.
     *
     * @throws IllegalArgumentException OUT-001 if there is none
     */
    public static OutputFormat named(String name) {
        return ALL.stream()
                .filter(format -> format.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("OUT-001 output format: must be one of "
                        + ALL.stream().map(OutputFormat::name).collect(Collectors.joining(", ")) + "; was \"" + name
                        + "\""));
    }
}
