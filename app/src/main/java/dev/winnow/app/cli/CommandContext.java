package dev.winnow.app.cli;

import dev.winnow.app.config.ConfigurationException;
import dev.winnow.app.config.RequiredTopics;
import dev.winnow.app.config.WinnowConfig;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.topology.settings.TopicSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What commands get from outside.
 *
 * @param environment environment variables
 * @param requiredTopics the topics that a configuration needs
 */
public record CommandContext(Map<String, String> environment, Function<WinnowConfig, List<TopicSpec>> requiredTopics) {
    public CommandContext {
        environment = Map.copyOf(environment);
    }

    /** The process's environment. */
    static CommandContext ofProcess() {
        return new CommandContext(System.getenv(), RequiredTopics::of);
    }

    /**
     * Reads a configuration file and the environment.
     *
     * @throws ConfigurationException with everything that is wrong; the command then ends with {@link ExitCode#CONFIGURATION}
     */
    public WinnowConfig load(Path file) {
        return WinnowConfig.load(file, environment);
    }
}
