package dev.winnow.app.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import picocli.CommandLine;

/** All commands, in the order of the help. */
final class Commands {
    private Commands() {}

    static List<Object> all(CommandContext context) {
        List<Object> commands = new ArrayList<>(List.of(
                new DemoCommand(context),
                new TriageCommand(context),
                new RunCommand(context),
                new ReplayCommand(context),
                new ExplainCommand(context),
                new AlertsCommand(context),
                new DeadLettersCommand(context),
                new SendCommand(context),
                new WarmCommand(context),
                new LabelCommand(context),
                new GiveCommand(context),
                new MuteCommand(context),
                new ModelCommand(context),
                new ClusterCommand(context),
                new CommandLine(new AuditCommand())
                        .addSubcommand(new AuditVerifyCommand(context))
                        .addSubcommand(new AuditShowCommand(context)),
                new TopicsCommand(context),
                new ConfigCommand(context),
                new AdviseCommand(),
                new BrokerCommand()));
        for (CommandModule module : ServiceLoader.load(CommandModule.class)) {
            commands.addAll(module.commands(context));
        }
        return List.copyOf(commands);
    }
}
