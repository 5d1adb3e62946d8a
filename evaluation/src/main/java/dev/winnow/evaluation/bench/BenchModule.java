package dev.winnow.evaluation.bench;

import dev.winnow.app.cli.CommandContext;
import dev.winnow.app.cli.CommandModule;
import java.util.List;
import picocli.CommandLine;

/** Adds {@code winnow bench}. */
public final class BenchModule implements CommandModule {
    @Override
    public List<Object> commands(CommandContext context) {
        CommandLine bench = new CommandLine(new BenchCommand());
        bench.addSubcommand(new ForestCommand());
        bench.addSubcommand(new PipelineCommand(context));
        bench.addSubcommand(new EntitiesCommand());
        return List.of(bench);
    }
}
