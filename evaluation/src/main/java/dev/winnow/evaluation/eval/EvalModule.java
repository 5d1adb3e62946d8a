package dev.winnow.evaluation.eval;

import dev.winnow.app.cli.CommandContext;
import dev.winnow.app.cli.CommandModule;
import java.util.List;
import picocli.CommandLine;

/** Adds {@code winnow eval}. */
public final class EvalModule implements CommandModule {
    @Override
    public List<Object> commands(CommandContext context) {
        CommandLine eval = new CommandLine(new EvalCommand(context));
        eval.addSubcommand(new CsvCommand());
        eval.addSubcommand(new SeriesCommand());
        eval.addSubcommand(new TsbAdCommand());
        eval.addSubcommand(new MembersCommand(context));
        eval.addSubcommand(new TablesCommand());
        return List.of(eval);
    }
}
