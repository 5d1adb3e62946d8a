package dev.winnow.app.cli;

import dev.winnow.app.shell.CommandFailure;
import dev.winnow.app.shell.ExitCode;
import dev.winnow.wire.AllowAdd;
import dev.winnow.wire.AllowEnd;
import dev.winnow.wire.MuteAdd;
import dev.winnow.wire.MuteChange;
import dev.winnow.wire.MuteEnd;
import dev.winnow.wire.WeeklyWindow;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code winnow mute}: mutes, maintenance windows and the allow-list of the running application. */
@Command(
        name = "mute",
        description = "Suppress alerts for a time, in a weekly window, or for good; end that again.",
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = "  winnow mute add 10.0.0.9 --for 8h --actor ada --reason \"move of the mail servers\"")
final class MuteCommand implements Runnable {
    private static final Pattern LENGTH = Pattern.compile("([1-9][0-9]{0,5})([mhd])");

    @Mixin
    private CommonOptions common = new CommonOptions();

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    private final CommandContext context;

    MuteCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public void run() {
        throw new CommandLine.ParameterException(
                spec.commandLine(),
                "a command is required: " + String.join(", ", spec.subcommands().keySet()));
    }

    /** When a mute ends and in which hours it holds. */
    static final class Times {
        @Option(
                names = "--until",
                paramLabel = "TIME",
                description = "End in event time, such as 2027-01-08T00:00:00Z.")
        private @Nullable String until;

        @Option(names = "--for", paramLabel = "LENGTH", description = "End so long from now: 90m, 8h or 7d.")
        private @Nullable String length;

        @Option(
                names = "--days",
                split = ",",
                paramLabel = "DAY",
                description = "Only in a window on these days, monday to sunday; with --hours.")
        private List<String> days = List.of();

        @Option(names = "--hours", paramLabel = "FROM-TO", description = "The window's hours, such as 22:00-04:00.")
        private @Nullable String hours;

        @Option(
                names = "--zone",
                paramLabel = "ZONE",
                defaultValue = "UTC",
                description = "Time zone of the hours; default: ${DEFAULT-VALUE}.")
        private String zone = "";

        @Nullable
        Instant until(Instant now) {
            if (until != null && length != null) {
                throw new CommandFailure(ExitCode.USAGE, "CLI-066 mute: give either --until or --for");
            }
            if (length != null) {
                Matcher parts = LENGTH.matcher(length);
                if (!parts.matches()) {
                    throw new CommandFailure(
                            ExitCode.USAGE, "CLI-066 --for: must be such as 90m, 8h or 7d, was \"" + length + "\"");
                }
                long count = Long.parseLong(parts.group(1));
                return now.plus(
                        switch (parts.group(2)) {
                            case "m" -> Duration.ofMinutes(count);
                            case "h" -> Duration.ofHours(count);
                            default -> Duration.ofDays(count);
                        });
            }
            if (until == null) {
                return null;
            }
            try {
                return Instant.ofEpochMilli(Instant.parse(until).toEpochMilli());
            } catch (DateTimeException e) {
                throw new CommandFailure(
                        ExitCode.USAGE,
                        "CLI-066 --until: must be a time such as 2027-01-08T00:00:00Z, was \"" + until + "\"",
                        e);
            }
        }

        @Nullable
        WeeklyWindow weekly() {
            if (days.isEmpty() && hours == null) {
                return null;
            }
            String[] ends = hours == null ? new String[0] : hours.split("-", -1);
            if (days.isEmpty() || ends.length != 2) {
                throw new CommandFailure(
                        ExitCode.USAGE, "CLI-066 mute: a window needs --days and --hours such as 22:00-04:00");
            }
            return new WeeklyWindow(days, ends[0], ends[1], zone);
        }
    }

    @Command(
            description = {
                "Suppress alerts of an entity, a feature set or a cluster until a time; with --days and --hours only in a",
                "weekly maintenance window. What is suppressed is decided, counted and audited as ever."
            },
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                CommandDelivery.DONE_HELP,
                CommandDelivery.REFUSED_HELP,
                ExitCode.USAGE_HELP,
                ExitCode.CONFIGURATION_HELP,
                ExitCode.UNREACHABLE_HELP
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  winnow mute add 10.0.0.9 --for 8h --actor ada --reason \"move of the mail servers\"",
                "  winnow mute add 10.0.0.12 --id nightly-backup --until 2028-01-01T00:00:00Z --days friday,saturday"
                        + " --hours 22:00-04:00 --zone Europe/Berlin --actor ada --reason \"nightly copy\""
            })
    int add(
            @Mixin CommandDelivery delivery,
            @Mixin CommandOptions options,
            @Mixin Times times,
            @Parameters(paramLabel = "TARGET", description = "Entity, feature set id or cluster id.") String target,
            @Option(
                            names = "--scope",
                            paramLabel = "SCOPE",
                            defaultValue = "entity",
                            description = "entity, feature_set or cluster; default: ${DEFAULT-VALUE}.")
                    String scope,
            @Option(names = "--id", paramLabel = "ID", description = "Id of the mute; default: made of its content.")
                    @Nullable
                    String id,
            @Option(names = "--owner", paramLabel = "NAME", description = "Who answers for it; default: the actor.")
                    @Nullable
                    String owner) {
        Instant now = now();
        Instant until = times.until(now);
        if (until == null) {
            throw new CommandFailure(ExitCode.USAGE, "CLI-066 mute: a mute ends; give --until or --for");
        }
        return delivery.deliver(
                context,
                List.of(options.command(
                        new MuteAdd(
                                named(id, "mute", scope, target, now),
                                scope.toLowerCase(Locale.ROOT).replace('-', '_'),
                                target,
                                owner,
                                null,
                                until,
                                times.weekly()),
                        now)));
    }

    @Command(
            description = "Give a mute another end, owner or window; the reason becomes the mute's.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                CommandDelivery.DONE_HELP,
                CommandDelivery.REFUSED_HELP,
                ExitCode.USAGE_HELP,
                ExitCode.CONFIGURATION_HELP,
                ExitCode.UNREACHABLE_HELP
            },
            footerHeading = "%nExamples:%n",
            footer =
                    "  winnow mute change nightly-backup --until 2029-01-01T00:00:00Z --actor ada --reason \"goes on\"")
    int change(
            @Mixin CommandDelivery delivery,
            @Mixin CommandOptions options,
            @Mixin Times times,
            @Parameters(paramLabel = "ID", description = "Id of the mute.") String id,
            @Option(names = "--owner", paramLabel = "NAME", description = "Who answers for it from now on.") @Nullable
                    String owner) {
        Instant now = now();
        return delivery.deliver(
                context, List.of(options.command(new MuteChange(id, owner, times.until(now), times.weekly()), now)));
    }

    @Command(
            description = "End a mute now, a configured one (config:ID) too.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                CommandDelivery.DONE_HELP,
                CommandDelivery.REFUSED_HELP,
                ExitCode.USAGE_HELP,
                ExitCode.CONFIGURATION_HELP,
                ExitCode.UNREACHABLE_HELP
            },
            footerHeading = "%nExamples:%n",
            footer = "  winnow mute end nightly-backup --actor ada --reason \"the copy is done elsewhere\"")
    int end(
            @Mixin CommandDelivery delivery,
            @Mixin CommandOptions options,
            @Parameters(paramLabel = "ID", description = "Id of the mute.") String id) {
        return delivery.deliver(context, List.of(options.command(new MuteEnd(id))));
    }

    @Command(
            description =
                    "Put an entity, or a value of a context field, on the allow-list: never alerted, counted and audited.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                CommandDelivery.DONE_HELP,
                CommandDelivery.REFUSED_HELP,
                ExitCode.USAGE_HELP,
                ExitCode.CONFIGURATION_HELP,
                ExitCode.UNREACHABLE_HELP
            },
            footerHeading = "%nExamples:%n",
            footer = {
                "  winnow mute allow 10.0.0.77 --actor ada --reason \"scanner of ours\"",
                "  winnow mute allow --field query --value updates.example.org --actor ada --reason \"update server\""
            })
    int allow(
            @Mixin CommandDelivery delivery,
            @Mixin CommandOptions options,
            @Parameters(arity = "0..1", paramLabel = "ENTITY", description = "The entity.") @Nullable String entity,
            @Option(names = "--field", paramLabel = "FIELD", description = "Context field, instead of an entity.")
                    @Nullable
                    String field,
            @Option(names = "--value", paramLabel = "VALUE", description = "Its value, compared exactly.") @Nullable
                    String value,
            @Option(names = "--id", paramLabel = "ID", description = "Id of the entry; default: made of its content.")
                    @Nullable
                    String id,
            @Option(names = "--owner", paramLabel = "NAME", description = "Who answers for it; default: the actor.")
                    @Nullable
                    String owner) {
        Instant now = now();
        return delivery.deliver(
                context,
                List.of(options.command(
                        new AllowAdd(
                                named(id, "allow", String.valueOf(entity), field + "=" + value, now),
                                entity,
                                field,
                                value,
                                owner),
                        now)));
    }

    @Command(
            description = "Take an entry from the allow-list.",
            exitCodeListHeading = "%nExit codes:%n",
            exitCodeList = {
                CommandDelivery.DONE_HELP,
                CommandDelivery.REFUSED_HELP,
                ExitCode.USAGE_HELP,
                ExitCode.CONFIGURATION_HELP,
                ExitCode.UNREACHABLE_HELP
            },
            footerHeading = "%nExamples:%n",
            footer = "  winnow mute disallow allow-3f2a9c --actor ada --reason \"the scanner is gone\"")
    int disallow(
            @Mixin CommandDelivery delivery,
            @Mixin CommandOptions options,
            @Parameters(paramLabel = "ID", description = "Id of the entry.") String id) {
        return delivery.deliver(context, List.of(options.command(new AllowEnd(id))));
    }

    private static String named(@Nullable String id, String what, String one, String other, Instant now) {
        return id == null
                ? what + "-"
                        + CommandIds.of(String.join("\0", one, other, now.toString()))
                                .substring(0, 12)
                : id;
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MILLIS);
    }
}
