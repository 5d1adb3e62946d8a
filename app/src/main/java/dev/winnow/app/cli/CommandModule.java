package dev.winnow.app.cli;

import java.util.List;

/**
 * Brings commands. The application's own stand in {@link Commands}; another module lists its implementation in
 * {@code META-INF/services/dev.winnow.app.cli.CommandModule}.
 */
public interface CommandModule {
    /** Commands below {@code winnow}: objects with picocli's {@code @Command}, a name, a description and an example. */
    List<Object> commands(CommandContext context);
}
