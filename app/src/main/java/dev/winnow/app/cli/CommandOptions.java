package dev.winnow.app.cli;

import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.wire.ActorType;
import dev.winnow.wire.Command;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who gives a command and why. */
final class CommandOptions {
    @Option(names = "--actor", required = true, paramLabel = "NAME", description = "Who gives the command.")
    private String actor = "";

    @Option(
            names = "--actor-type",
            paramLabel = "TYPE",
            defaultValue = "human",
            description = "human, agent or rule; default: ${DEFAULT-VALUE}.")
    private String actorType = "";

    @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "Why, in a sentence.")
    private String reason = "";

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            defaultValue = "default",
            description = "Tenant that it changes; default: ${DEFAULT-VALUE}.")
    private String tenant = "";

    @Option(
            names = "--command-id",
            paramLabel = "ID",
            description =
                    "Id of the command; the same command of the same id twice is one. Default: made of its content.")
    private @Nullable String id;

    /** The command, given now. */
    Command command(Object action) {
        return command(action, Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    Command command(Object action, Instant now) {
        if (actor.isBlank() || reason.isBlank() || tenant.isBlank()) {
            throw new CommandFailure(ExitCode.USAGE, "CLI-061 --actor, --reason and --tenant: must not be empty");
        }
        return new Command(
                id == null
                        ? CommandIds.of(String.join("\0", tenant, actor, reason, now.toString(), action.toString()))
                        : id,
                tenant,
                now,
                actor,
                type(),
                reason,
                action);
    }

    private ActorType type() {
        return switch (actorType.toLowerCase(Locale.ROOT)) {
            case "human" -> ActorType.HUMAN;
            case "agent" -> ActorType.AGENT;
            case "rule" -> ActorType.RULE;
            default ->
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "CLI-061 --actor-type: must be human, agent or rule, was \"" + actorType + "\"");
        };
    }
}
